/// What both parts of this target need before libcurl is used.
#ifndef RISKD_ONCE_H
#define RISKD_ONCE_H

#include <curl/curl.h>

#include "http.h"

/// Prepares libcurl, once for the process.
void riskd_curl_prepare(void);

/// What a failure says about another try.
enum riskd_http_failure riskd_curl_failure(CURLcode code);

#endif
