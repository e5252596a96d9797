#include "kafka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef RISKD_KAFKA
#include <librdkafka/rdkafka.h>

struct report {
    uint64_t number;
    enum riskd_kafka_fate fate;
};

struct riskd_kafka {
    rd_kafka_conf_t *conf;
    rd_kafka_t *producer;
    /// Reports that nobody has taken out, from `first` on.
    struct report *reports;
    size_t first, count, capacity;
    int is_down;
    char error[512];
};

int riskd_kafka_is_built(void) { return 1; }

static void note(riskd_kafka *kafka, const char *error) {
    snprintf(kafka->error, sizeof kafka->error, "%s", error);
}

/// What a record itself is the reason of: another try gives the same.
static int is_of_record(rd_kafka_resp_err_t error) {
    switch (error) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
        return 1;
    default: return 0;
    }
}

static void on_delivery(rd_kafka_t *producer, const rd_kafka_message_t *message, void *context) {
    (void)producer;
    riskd_kafka *kafka = context;
    struct report report = {(uint64_t)(uintptr_t)message->_private, RISKD_KAFKA_DELIVERED};
    if (message->err) {
        note(kafka, rd_kafka_err2str(message->err));
        report.fate = is_of_record(message->err) ? RISKD_KAFKA_REFUSED : RISKD_KAFKA_LOST;
    } else {
        kafka->is_down = 0;
        kafka->error[0] = 0;
    }
    if (kafka->first > 0 && kafka->first == kafka->count) kafka->first = kafka->count = 0;
    if (kafka->count == kafka->capacity) {
        size_t capacity = kafka->capacity ? 2 * kafka->capacity : 1024;
        struct report *reports = realloc(kafka->reports, capacity * sizeof *reports);
        // A record without a report is sent again.
        if (!reports) return;
        kafka->reports = reports;
        kafka->capacity = capacity;
    }
    kafka->reports[kafka->count++] = report;
}

static void on_error(rd_kafka_t *producer, int error, const char *reason, void *context) {
    (void)producer;
    riskd_kafka *kafka = context;
    if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) kafka->is_down = 1;
    note(kafka, reason);
}

/// Messages of the library reach the operator as errors; its own printing is turned off.
static void on_log(const rd_kafka_t *producer, int level, const char *facility, const char *text) {
    (void)producer, (void)level, (void)facility, (void)text;
}

int riskd_kafka_check(const char *name, const char *value, char *error, size_t error_size) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    int is_right = rd_kafka_conf_set(conf, name, value, error, error_size) == RD_KAFKA_CONF_OK;
    rd_kafka_conf_destroy(conf);
    return is_right;
}

riskd_kafka *riskd_kafka_create(void) {
    riskd_kafka *kafka = calloc(1, sizeof *kafka);
    if (kafka) kafka->conf = rd_kafka_conf_new();
    return kafka;
}

int riskd_kafka_set(riskd_kafka *kafka, const char *name, const char *value, char *error,
                    size_t error_size) {
    return rd_kafka_conf_set(kafka->conf, name, value, error, error_size) == RD_KAFKA_CONF_OK;
}

int riskd_kafka_open(riskd_kafka *kafka, char *error, size_t error_size) {
    rd_kafka_conf_set_opaque(kafka->conf, kafka);
    rd_kafka_conf_set_dr_msg_cb(kafka->conf, on_delivery);
    rd_kafka_conf_set_error_cb(kafka->conf, on_error);
    rd_kafka_conf_set_log_cb(kafka->conf, on_log);
    kafka->producer = rd_kafka_new(RD_KAFKA_PRODUCER, kafka->conf, error, error_size);
    if (kafka->producer) kafka->conf = NULL;
    return kafka->producer != NULL;
}

void riskd_kafka_destroy(riskd_kafka *kafka) {
    if (kafka->producer) {
        rd_kafka_purge(kafka->producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT |
                                            RD_KAFKA_PURGE_F_NON_BLOCKING);
        rd_kafka_destroy_flags(kafka->producer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    }
    if (kafka->conf) rd_kafka_conf_destroy(kafka->conf);
    free(kafka->reports);
    free(kafka);
}

enum riskd_kafka_sending riskd_kafka_send(riskd_kafka *kafka, const char *topic, int32_t partition,
                                          const uint8_t *key, size_t key_size,
                                          const uint8_t *payload, size_t payload_size,
                                          uint64_t number) {
    rd_kafka_vu_t values[] = {
        {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = topic},
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)payload, payload_size}},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = (void *)(uintptr_t)number},
        {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)key, key_size}},
    };
    size_t count = sizeof values / sizeof *values - (key ? 0 : 1);
    rd_kafka_error_t *error = rd_kafka_produceva(kafka->producer, values, count);
    if (!error) return RISKD_KAFKA_TAKEN;
    rd_kafka_resp_err_t code = rd_kafka_error_code(error);
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) note(kafka, rd_kafka_error_string(error));
    rd_kafka_error_destroy(error);
    if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) return RISKD_KAFKA_FULL;
    return is_of_record(code) ? RISKD_KAFKA_REJECTED : RISKD_KAFKA_FAILED;
}

void riskd_kafka_poll(riskd_kafka *kafka, int milliseconds) {
    rd_kafka_poll(kafka->producer, milliseconds);
}

enum riskd_kafka_fate riskd_kafka_report(riskd_kafka *kafka, uint64_t *number) {
    if (kafka->first == kafka->count) return RISKD_KAFKA_NONE;
    struct report report = kafka->reports[kafka->first++];
    *number = report.number;
    return report.fate;
}

int riskd_kafka_partitions(riskd_kafka *kafka, const char *topic, int milliseconds,
                           int32_t *count) {
    *count = 0;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(kafka->producer, topic, NULL);
    if (!handle) {
        note(kafka, rd_kafka_err2str(rd_kafka_last_error()));
        return 0;
    }
    const struct rd_kafka_metadata *metadata;
    rd_kafka_resp_err_t error =
        rd_kafka_metadata(kafka->producer, 0, handle, &metadata, milliseconds);
    if (error) {
        note(kafka, rd_kafka_err2str(error));
    } else {
        if (metadata->topic_cnt == 1) {
            if (metadata->topics[0].err) {
                char text[400];
                snprintf(text, sizeof text, "topic %s: %s", topic,
                         rd_kafka_err2str(metadata->topics[0].err));
                note(kafka, text);
            } else {
                *count = metadata->topics[0].partition_cnt;
            }
        }
        rd_kafka_metadata_destroy(metadata);
    }
    rd_kafka_topic_destroy(handle);
    return *count > 0;
}

const char *riskd_kafka_error(const riskd_kafka *kafka) { return kafka->error; }

int riskd_kafka_is_down(const riskd_kafka *kafka) { return kafka->is_down; }

#else

int riskd_kafka_is_built(void) { return 0; }

int riskd_kafka_check(const char *name, const char *value, char *error, size_t error_size) {
    (void)name, (void)value;
    snprintf(error, error_size, "this riskd is built without librdkafka");
    return 0;
}

riskd_kafka *riskd_kafka_create(void) { return NULL; }

int riskd_kafka_set(riskd_kafka *kafka, const char *name, const char *value, char *error,
                    size_t error_size) {
    (void)kafka, (void)name, (void)value, (void)error, (void)error_size;
    return 0;
}

int riskd_kafka_open(riskd_kafka *kafka, char *error, size_t error_size) {
    (void)kafka, (void)error, (void)error_size;
    return 0;
}

void riskd_kafka_destroy(riskd_kafka *kafka) { (void)kafka; }

enum riskd_kafka_sending riskd_kafka_send(riskd_kafka *kafka, const char *topic, int32_t partition,
                                          const uint8_t *key, size_t key_size,
                                          const uint8_t *payload, size_t payload_size,
                                          uint64_t number) {
    (void)kafka, (void)topic, (void)partition, (void)key, (void)key_size;
    (void)payload, (void)payload_size, (void)number;
    return RISKD_KAFKA_FAILED;
}

void riskd_kafka_poll(riskd_kafka *kafka, int milliseconds) { (void)kafka, (void)milliseconds; }

enum riskd_kafka_fate riskd_kafka_report(riskd_kafka *kafka, uint64_t *number) {
    (void)kafka, (void)number;
    return RISKD_KAFKA_NONE;
}

int riskd_kafka_partitions(riskd_kafka *kafka, const char *topic, int milliseconds,
                           int32_t *count) {
    (void)kafka, (void)topic, (void)milliseconds;
    *count = 0;
    return 0;
}

const char *riskd_kafka_error(const riskd_kafka *kafka) {
    (void)kafka;
    return "";
}

int riskd_kafka_is_down(const riskd_kafka *kafka) {
    (void)kafka;
    return 0;
}

#endif
