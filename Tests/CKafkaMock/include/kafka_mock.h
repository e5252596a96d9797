/// librdkafka's mock cluster: brokers in this process that speak the protocol and keep what they get in
/// memory. They are no Kafka: there is no disk, no replication, and no limits of theirs.
#ifndef RISKD_KAFKA_MOCK_H
#define RISKD_KAFKA_MOCK_H

#include <stddef.h>
#include <stdint.h>

typedef struct kafka_mock kafka_mock;

/// - Returns: NULL where the build has no librdkafka.
kafka_mock *kafka_mock_create(int brokers);
void kafka_mock_destroy(kafka_mock *mock);
const char *kafka_mock_servers(const kafka_mock *mock);
int kafka_mock_add_topic(kafka_mock *mock, const char *topic, int partitions);
/// Brokers refuse connections, or take them again.
void kafka_mock_set_down(kafka_mock *mock, int is_down);
/// How long each broker takes to answer.
void kafka_mock_set_delay(kafka_mock *mock, int milliseconds);

/// Reads a partition from its start, record by record.
///
/// - Returns: 1 with a record, 0 at the end of what is there.
typedef struct kafka_mock_reader kafka_mock_reader;
kafka_mock_reader *kafka_mock_read(kafka_mock *mock, const char *topic, int partition);
int kafka_mock_next(kafka_mock_reader *reader, const uint8_t **key, size_t *key_size,
                    const uint8_t **payload, size_t *payload_size);
void kafka_mock_end(kafka_mock_reader *reader);

#endif
