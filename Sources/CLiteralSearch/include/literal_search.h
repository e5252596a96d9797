/// Finds words in raw log text, without regard to the case of ASCII letters, together with the few
/// things that could hide a word: escapes of word characters, references, comments, quotes within
/// a word.
///
/// The words are found by Vectorscan. A build without Vectorscan has no search: every record is read.
#ifndef RISKD_LITERAL_SEARCH_H
#define RISKD_LITERAL_SEARCH_H

#include <stddef.h>
#include <stdint.h>

typedef struct riskd_literals riskd_literals;

/// Whether the build has Vectorscan.
int riskd_literals_are_available(void);

/// Makes a search for words.
///
/// - words: Lower case, one behind the other, each at least three bytes of [a-z0-9._-].
/// - Returns: NULL where the build has no Vectorscan, or where memory or the library refuses; else a
///   search that one thread at a time may use.
riskd_literals *riskd_literals_create(const uint8_t *words, const uint32_t *lengths,
                                      uint32_t count);

void riskd_literals_destroy(riskd_literals *literals);

/// What came of a search.
enum riskd_search_status {
    RISKD_SEARCH_DONE = 0,
    /// There are more hits than there is room for.
    RISKD_SEARCH_TOO_MANY = 1,
    /// The text is longer than RISKD_SEARCH_BYTES_MAX.
    RISKD_SEARCH_TOO_LONG = 2,
    /// The library failed: nothing is known of the text.
    RISKD_SEARCH_FAILED = 3,
};

/// Bytes of one text to search.
#define RISKD_SEARCH_BYTES_MAX ((size_t)INT32_MAX)

/// Writes where hits end (behind their last byte), ascending.
///
/// - found: Gets how many; 0 unless the status is RISKD_SEARCH_DONE.
enum riskd_search_status riskd_literals_search(riskd_literals *literals, const uint8_t *text,
                                               size_t count, uint32_t *ends, size_t capacity,
                                               size_t *found);

/// For tests: has each search of the library fail.
void riskd_literals_break(riskd_literals *literals);

/// What records are called that matter, and what tells whole ones. Lists of names: each ended by a
/// NUL, the last by two.
typedef struct {
    const uint16_t *ids;
    size_t id_count;
    /// The element of XML that holds an event id.
    const char *id_element;
    /// Keys of JSON that may hold an event id; lower case, without `_`, `-`, `#` and blanks.
    const char *id_keys;
    /// Keys that may hold the name of a sensor's event, likewise, and the names that count.
    const char *type_keys;
    const char *types;
    /// What an object names its time by, as the object writes it.
    const char *times;
} riskd_identifiers;

/// Whether a line looks like one whole record: an object from brace to brace, or one
/// `<Event …>…</Event>` within which no other begins, that names a time.
///
/// - time: The name in the list of times that was found last, which is looked for first: records of a
///   log mostly have the same. Moved on; 0 to begin with.
int riskd_is_whole_record(const uint8_t *line, size_t count, const riskd_identifiers *identifiers,
                          size_t *time);

/// Whether a whole record may be an event of some kinds. Yes, unless every place where it could say
/// what it is says something else, in a way known here; for records in which nothing hides (see
/// `riskd_literals_search`).
int riskd_may_be_event(const uint8_t *record, size_t count, const riskd_identifiers *identifiers);

/// Where a byte last stands; NULL where it does not.
const uint8_t *riskd_last(const uint8_t *text, uint8_t byte, size_t count);

#endif
