# make run    install what is missing, build, replay the sample logs and show what was found
# make test   install what is missing, build and pass the tests
# make test-busy  the tests TIMES=10 times in a row beside two busy loops a core
# make coverage  lines that no test executes: ingest, CIM, evaluation, the C kernels
# make mutants  break COUNT=100 places of these, by SEED=1197, and say which no test notices
# make check  all that CI holds: format, import walls, tests, house rules, examples
# make test-collectors  run the samples of collectors and forwarders that Debian's programs can run
# make test-engines  compare with DuckDB and ClickHouse what is exported to them
# make test-flink  the same with Apache Flink: FLINK_STEPS, of: batch one two kill
# make test-spark  the same with Apache Spark
# make fuzz   feed damaged input to everything that reads bytes: SECONDS=600, SEED=… to repeat
# make race   two threads on the ring for SECONDS=10, watched by the thread sanitizer
# make hostile  input that means harm, through the program: memory, output, sources
# make faults  the program on full and read-only disks, damaged states, a kernel without inotify
# make bench  measure beside ripgrep, DuckDB and rsyslog, on sparse and dense logs, and write
#             docs/BENCHMARKS.md: CONTENT=dir; BENCH_OPTIONS='--megabytes 20 --rounds 1' to try
# make instructions  count instructions per record and hold them to limits (part of check)
# make limits  hold the list of limits, docs/LIMITS.md, against the sources (part of check)
# make layers  hold the folders of each target to layers, and their drawing to the truth (part of check)
# make plain  replay the examples and real logs with the engine without optimisations: the same output
# make torture  kill the program KILLS times, and cut its power CUTS times, while logs are rotated
# make fmt    format the sources
# make deb    build the Debian package, into .build-deb
# make dist   build the tarball that runs where it is unpacked, into .build-dist
# make test-dist    try that tarball on bare roots of Debian 12 and 13, without Swift (as root)
# make test-system  install that package on a booted systemd, and live through a day of it (as root)
# make units  check the systemd units: sandbox exposure, syntax
# make docs   write what is made from the program: docs/SPL-SUPPORT.md, docs/FIELDS.md
# make install  put the service into the system: program, unit, configuration (as root)

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

SWIFT ?= swift
RELEASE := -c release --static-swift-stdlib --explicit-target-dependency-import-check error
RISKD := .build/release/riskd
PACKAGES := libsystemd-dev libsqlite3-dev libpcre2-dev libvectorscan-dev zlib1g-dev \
  libcurl4-openssl-dev librdkafka-dev libarchive-dev libevtx-dev libbfio-dev pkg-config

# The receiver that RELP is tested with, and certificates for it.
TEST_PACKAGES := rsyslog rsyslog-relp openssl
# What checks and makes the package, beyond what builds the program.
UNIT_PACKAGES := systemd
DEB_PACKAGES := dpkg-dev binutils chrpath lintian python3

PREFIX ?= /usr/local
KILLS ?= 100
CUTS ?= 16
UNITS ?= /etc/systemd/system

.PHONY: torture run build test test-busy coverage mutants test-collectors test-engines test-flink test-spark fuzz race hostile faults check fmt lint tidy layers limits units deb dist test-dist test-system examples plain docs install install-packages bench instructions

run: build
	@echo "replaying the sample logs of examples/bits-job-persistence"
	@$(RISKD) replay --config config/riskd.yaml --exit-zero examples/bits-job-persistence/events.xml \
	  examples/bits-job-persistence/events.json

build: install-packages
	@SWIFT=$(SWIFT) scripts/build riskd $(RELEASE) --product riskd

test: install-packages
	@scripts/install-packages $(TEST_PACKAGES)
	@SWIFT=$(SWIFT) scripts/build "riskd and its tests" --build-tests --explicit-target-dependency-import-check error
	scripts/test

# Ten times in a row, beside two busy loops a core: no test may depend on who wins a race.
test-busy: TIMES ?= 10
test-busy: install-packages
	@scripts/install-packages $(TEST_PACKAGES)
	@SWIFT=$(SWIFT) scripts/build "riskd and its tests" --build-tests --explicit-target-dependency-import-check error
	scripts/test-busy $(TIMES)

check: lint tidy layers limits units test build examples instructions

# References from Debian and PyPI; what cannot be had is left out of the table.
BENCH_PYTHON := .build/bench/python/bin/python3
bench: build
	@scripts/install-packages ripgrep rsyslog valgrind python3-venv
	@$(BENCH_PYTHON) -c 'import duckdb' 2>/dev/null || { python3 -m venv .build/bench/python \
	  && $(BENCH_PYTHON) -m pip install --quiet duckdb; } || echo "no DuckDB to compare with"
	$(SWIFT) build $(RELEASE) --product riskd-ring
	scripts/bench $(RISKD) --ring .build/release/riskd-ring $(if $(BENCH_OPTIONS),$(BENCH_OPTIONS),--write) --python $(BENCH_PYTHON) \
	  $(if $(CONTENT),--content $(CONTENT))

instructions: build
	@scripts/install-packages valgrind
	scripts/instructions $(RISKD)

# Reads from outside: framing, records, searches, content, configuration, state. What ends or halts
# it is kept in a file, and told how to run again.
fuzz: SECONDS ?= 60
race: SECONDS ?= 10
FUZZ = .build/release/riskd-fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))
fuzz: install-packages
	$(SWIFT) build $(RELEASE) --product riskd-fuzz
	SWIFT_BACKTRACE=enable=no $(FUZZ)

# Optimised, as only there the sanitizer sees what the ring does with its memory: a store that is
# relaxed where it must release is found so, and is not found in a debug build.
race:
	$(SWIFT) build -c release --sanitize=thread --scratch-path .build-tsan --product riskd-ring
	TSAN_OPTIONS=halt_on_error=1 .build-tsan/release/riskd-ring race --seconds $(SECONDS) \
	  $(if $(SEED),--seed $(SEED))

hostile: build
	scripts/check-hostile $(RISKD)

faults: build
	scripts/check-faults $(RISKD)

# Lines that no test executes, of the rooms that log content goes through.
coverage: install-packages
	@scripts/install-packages python3
	scripts/coverage

# Breaks a hundred places, one at a time, and says which of the breaks no test notices: an hour.
mutants: install-packages
	@scripts/install-packages python3
	scripts/mutants --count $(or $(COUNT),100) --seed $(or $(SEED),1197) --jobs $(or $(JOBS),2)

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

tidy:
	scripts/tidy

# The list of limits and exits, docs/LIMITS.md, is that of the sources, and its tests are there.
limits:
	scripts/check-limits

# Folders name only types of folders below them; docs/ARCHITECTURE.md draws them.
layers:
	@scripts/install-packages python3
	scripts/check-layers
	scripts/check-layers --test

# A hundred kills of the program, power cuts under its disk, and a death between any two steps of
# delivery.
torture: build
	scripts/torture $(RISKD) $(KILLS)
	scripts/torture $(RISKD) powercut $(CUTS)
	$(SWIFT) build --product riskd --explicit-target-dependency-import-check error
	scripts/torture .build/debug/riskd failpoints

units:
	@scripts/install-packages $(UNIT_PACKAGES)
	scripts/check-units

test-collectors: build
	scripts/test-collectors $(RISKD)

test-engines: build
	scripts/test-engines $(RISKD)

test-flink: build
	scripts/test-flink $(RISKD) $(FLINK_STEPS)

test-spark: build
	scripts/test-spark $(RISKD)

deb: build
	@scripts/install-packages $(DEB_PACKAGES)
	rm -rf .build-deb
	packaging/build-deb $(RISKD) .build-deb
	lintian --fail-on error --allow-root .build-deb/riskd_*.deb

dist: build
	@scripts/install-packages binutils patchelf python3
	rm -rf .build-dist
	packaging/build-dist $(RISKD) .build-dist

test-dist: dist
	scripts/test-dist $(DIST_OPTIONS) .build-dist/riskd-*.tar.gz

test-system: deb
	scripts/test-system $(SYSTEM_OPTIONS) .build-deb/riskd_*.deb

examples: build
	scripts/run-examples $(RISKD)

# The engine without optimisations, which the fast one is defined by.
plain: build
	scripts/check-plain $(RISKD)

fmt:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

docs: build
	$(RISKD) language > docs/SPL-SUPPORT.md
	$(RISKD) language --fields > docs/FIELDS.md

# A configuration that is there already stays as it is; content that came with riskd is replaced.
install:
	install -D -m 755 -s $(RISKD) $(DESTDIR)$(PREFIX)/bin/riskd
	install -d $(DESTDIR)$(UNITS)
	sed 's,/usr/bin/riskd,$(PREFIX)/bin/riskd,' systemd/riskd.service \
	  >$(DESTDIR)$(UNITS)/riskd.service
	install -m 644 systemd/riskd.socket systemd/riskd-metrics.socket $(DESTDIR)$(UNITS)/
	install -D -m 644 systemd/riskd.sysusers $(DESTDIR)/usr/lib/sysusers.d/riskd.conf
	install -D -m 644 systemd/riskd.tmpfiles $(DESTDIR)/usr/lib/tmpfiles.d/riskd.conf
	install -D -m 644 systemd/riskd.catalog $(DESTDIR)/usr/lib/systemd/catalog/riskd.catalog
	install -D -m 644 systemd/riskd.logrotate $(DESTDIR)/etc/logrotate.d/riskd
	install -D -m 644 systemd/riskd-network.conf $(DESTDIR)/usr/share/riskd/riskd-network.conf
	install -D -m 644 -t $(DESTDIR)/usr/share/riskd/prometheus config/prometheus/riskd.rules.yml
	install -D -m 644 -t $(DESTDIR)/usr/share/riskd/grafana config/grafana/riskd.json
	install -D -m 644 -t $(DESTDIR)/usr/share/riskd/collectors config/collectors/*
	install -D -m 644 -t $(DESTDIR)/usr/share/riskd/forwarders config/forwarders/*
	install -d -m 755 $(DESTDIR)/etc/riskd
	cp -R config/deployments config/detections config/macros $(DESTDIR)/etc/riskd/
	test -e $(DESTDIR)/etc/riskd/riskd.yaml \
	  || install -m 644 config/riskd.yaml $(DESTDIR)/etc/riskd/riskd.yaml
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/riskd README.md SECURITY.md docs/*.md

# Only what is missing is asked for; root installs, anybody else is told what to type.
install-packages:
	@scripts/install-packages $(PACKAGES)
