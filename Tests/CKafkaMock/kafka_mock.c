#include "kafka_mock.h"

#ifdef RISKD_KAFKA
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BROKERS_MAX 16

struct kafka_mock {
    rd_kafka_t *handle;
    rd_kafka_mock_cluster_t *cluster;
    int brokers;
    /// Hold the ports of brokers that are down, see `hold_port`; -1 for none.
    int holders[BROKERS_MAX];
};

struct kafka_mock_reader {
    rd_kafka_t *consumer;
    rd_kafka_message_t *message;
};

static void silent(const rd_kafka_t *handle, int level, const char *facility, const char *text) {
    (void)handle, (void)level, (void)facility, (void)text;
}

kafka_mock *kafka_mock_create(int brokers) {
    if (brokers > BROKERS_MAX) return NULL;
    kafka_mock *mock = calloc(1, sizeof *mock);
    for (int broker = 0; broker < BROKERS_MAX; broker++) mock->holders[broker] = -1;
    char error[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, silent);
    mock->handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
    mock->cluster = rd_kafka_mock_cluster_new(mock->handle, brokers);
    mock->brokers = brokers;
    return mock;
}

void kafka_mock_destroy(kafka_mock *mock) {
    for (int broker = 0; broker < BROKERS_MAX; broker++)
        if (mock->holders[broker] >= 0) close(mock->holders[broker]);
    rd_kafka_mock_cluster_destroy(mock->cluster);
    rd_kafka_destroy(mock->handle);
    free(mock);
}

const char *kafka_mock_servers(const kafka_mock *mock) {
    return rd_kafka_mock_cluster_bootstraps(mock->cluster);
}

int kafka_mock_add_topic(kafka_mock *mock, const char *topic, int partitions) {
    return rd_kafka_mock_topic_create(mock->cluster, topic, partitions, 1) ==
           RD_KAFKA_RESP_ERR_NO_ERROR;
}

/// Binds the port of a broker that is down and does not listen, so that connections are refused, and the
/// kernel gives the port to no connection that another test opens: librdkafka ends the process when it
/// cannot have the port again. A port that was given away in between is waited for.
static int hold_port(const kafka_mock *mock, int broker) {
    const char *place = kafka_mock_servers(mock);
    for (int before = 0; before < broker; before++) place = strchr(place, ',') + 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((in_port_t)atoi(strchr(place, ':') + 1))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (;;) {
        int holder = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
        setsockopt(holder, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (bind(holder, (struct sockaddr *)&address, sizeof address) == 0) return holder;
        close(holder);
        usleep(10000);
    }
}

void kafka_mock_set_down(kafka_mock *mock, int is_down) {
    for (int broker = 0; broker < mock->brokers; broker++) {
        if (is_down) {
            rd_kafka_mock_broker_set_down(mock->cluster, broker + 1);
            if (mock->holders[broker] < 0) mock->holders[broker] = hold_port(mock, broker);
        } else {
            // Both have SO_REUSEADDR, and the holder does not listen: so the broker may bind the port.
            rd_kafka_mock_broker_set_up(mock->cluster, broker + 1);
            if (mock->holders[broker] >= 0) close(mock->holders[broker]);
            mock->holders[broker] = -1;
        }
    }
}

void kafka_mock_set_delay(kafka_mock *mock, int milliseconds) {
    for (int broker = 1; broker <= mock->brokers; broker++)
        rd_kafka_mock_broker_set_rtt(mock->cluster, broker, milliseconds);
}

kafka_mock_reader *kafka_mock_read(kafka_mock *mock, const char *topic, int partition) {
    char error[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, silent);
    rd_kafka_conf_set(conf, "bootstrap.servers", kafka_mock_servers(mock), error, sizeof error);
    rd_kafka_conf_set(conf, "group.id", "reader", error, sizeof error);
    rd_kafka_conf_set(conf, "enable.partition.eof", "true", error, sizeof error);
    rd_kafka_conf_set(conf, "auto.offset.reset", "earliest", error, sizeof error);
    rd_kafka_conf_set(conf, "fetch.wait.max.ms", "10", error, sizeof error);
    rd_kafka_conf_set(conf, "check.crcs", "true", error, sizeof error);
    kafka_mock_reader *reader = calloc(1, sizeof *reader);
    reader->consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error, sizeof error);
    rd_kafka_poll_set_consumer(reader->consumer);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic, partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_assign(reader->consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
    return reader;
}

int kafka_mock_next(kafka_mock_reader *reader, const uint8_t **key, size_t *key_size,
                    const uint8_t **payload, size_t *payload_size) {
    if (reader->message) rd_kafka_message_destroy(reader->message);
    reader->message = NULL;
    for (int rounds = 0; rounds < 100; rounds++) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(reader->consumer, 100);
        if (!message) continue;
        if (message->err) {
            int is_end = message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
            rd_kafka_message_destroy(message);
            if (is_end) return 0;
            continue;
        }
        reader->message = message;
        *key = message->key;
        *key_size = message->key_len;
        *payload = message->payload;
        *payload_size = message->len;
        return 1;
    }
    return 0;
}

void kafka_mock_end(kafka_mock_reader *reader) {
    if (reader->message) rd_kafka_message_destroy(reader->message);
    rd_kafka_destroy(reader->consumer);
    free(reader);
}

#else

kafka_mock *kafka_mock_create(int brokers) {
    (void)brokers;
    return NULL;
}
void kafka_mock_destroy(kafka_mock *mock) { (void)mock; }
const char *kafka_mock_servers(const kafka_mock *mock) {
    (void)mock;
    return "";
}
int kafka_mock_add_topic(kafka_mock *mock, const char *topic, int partitions) {
    (void)mock, (void)topic, (void)partitions;
    return 0;
}
void kafka_mock_set_down(kafka_mock *mock, int is_down) { (void)mock, (void)is_down; }
void kafka_mock_set_delay(kafka_mock *mock, int milliseconds) { (void)mock, (void)milliseconds; }
kafka_mock_reader *kafka_mock_read(kafka_mock *mock, const char *topic, int partition) {
    (void)mock, (void)topic, (void)partition;
    return NULL;
}
int kafka_mock_next(kafka_mock_reader *reader, const uint8_t **key, size_t *key_size,
                    const uint8_t **payload, size_t *payload_size) {
    (void)reader, (void)key, (void)key_size, (void)payload, (void)payload_size;
    return 0;
}
void kafka_mock_end(kafka_mock_reader *reader) { (void)reader; }

#endif
