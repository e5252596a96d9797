/// A producer of Apache Kafka by librdkafka, whose callbacks come on the thread that polls.
///
/// Without librdkafka in the build the functions are there and nothing can be opened. One thread at a
/// time may use a producer.
#ifndef RISKD_KAFKA_H
#define RISKD_KAFKA_H

#include <stddef.h>
#include <stdint.h>

typedef struct riskd_kafka riskd_kafka;

/// Whether the build has librdkafka.
int riskd_kafka_is_built(void);

/// Checks a property of librdkafka's configuration.
///
/// - error: Gets what is wrong with it, in words.
/// - Returns: Whether name and value can be set.
int riskd_kafka_check(const char *name, const char *value, char *error, size_t error_size);

/// - Returns: NULL where there is no memory or no librdkafka.
riskd_kafka *riskd_kafka_create(void);

/// Sets a property, before opening.
int riskd_kafka_set(riskd_kafka *kafka, const char *name, const char *value, char *error,
                    size_t error_size);

/// Makes the producer. It connects by itself, now and whenever it has lost its brokers.
int riskd_kafka_open(riskd_kafka *kafka, char *error, size_t error_size);

/// Breaks off what is on its way. What was handed out and not reported may have been delivered.
void riskd_kafka_destroy(riskd_kafka *kafka);

enum riskd_kafka_sending {
    RISKD_KAFKA_TAKEN = 0,
    /// The queue is full: poll, and hand it out again.
    RISKD_KAFKA_FULL = 1,
    /// The record can never be sent, such as one that is too large.
    RISKD_KAFKA_REJECTED = 2,
    /// The producer cannot go on.
    RISKD_KAFKA_FAILED = 3,
};

/// Hands out a record.
///
/// - partition: -1: by the key.
/// - payload: Copied.
/// - number: Comes back with its report.
enum riskd_kafka_sending riskd_kafka_send(riskd_kafka *kafka, const char *topic, int32_t partition,
                                          const uint8_t *key, size_t key_size,
                                          const uint8_t *payload, size_t payload_size,
                                          uint64_t number);

/// Waits so long at most for news.
void riskd_kafka_poll(riskd_kafka *kafka, int milliseconds);

enum riskd_kafka_fate {
    RISKD_KAFKA_NONE = 0,
    /// All brokers that must have it have it.
    RISKD_KAFKA_DELIVERED = 1,
    /// It can never be delivered.
    RISKD_KAFKA_REFUSED = 2,
    /// It was not delivered, or nobody knows: the producer is to be made anew.
    RISKD_KAFKA_LOST = 3,
};

/// Takes the next report out; in words why it was not delivered stands in riskd_kafka_error.
enum riskd_kafka_fate riskd_kafka_report(riskd_kafka *kafka, uint64_t *number);

/// Asks how many partitions a topic has.
///
/// - count: Gets how many, one or more, where that can be told within the time; else 0.
/// - Returns: Whether it can be told; why not stands in riskd_kafka_error.
int riskd_kafka_partitions(riskd_kafka *kafka, const char *topic, int milliseconds,
                           int32_t *count);

/// The last error in words; empty where there was none since the last delivery.
const char *riskd_kafka_error(const riskd_kafka *kafka);

/// Whether no broker can be reached.
int riskd_kafka_is_down(const riskd_kafka *kafka);

#endif
