# make run    install what is missing, build, replay the sample logs and show what was found
# make test   install what is missing, build and pass the tests
# make check  all that CI holds: format, import walls, tests, house rules, examples
# make fmt    format the sources

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

SWIFT ?= swift
RELEASE := -c release --explicit-target-dependency-import-check error
RISKD := .build/release/riskd
PACKAGES := libsystemd-dev libsqlite3-dev zlib1g-dev pkg-config

.PHONY: run build test check fmt lint examples install-packages

run: build
	@$(RISKD) replay --config config/riskd.yaml --exit-zero examples/bits-job-persistence/events.xml \
	  examples/bits-job-persistence/events.json

build: install-packages
	$(SWIFT) build $(RELEASE) --product riskd

test: install-packages
	$(SWIFT) test --explicit-target-dependency-import-check error

check: lint test build examples

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

examples: build
	scripts/run-examples $(RISKD)

fmt:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

# Only what is missing is asked for; root installs, anybody else is told what to type.
install-packages:
	@scripts/install-packages $(PACKAGES)
