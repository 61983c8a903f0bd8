# make            builds build/aboveboard, after installing what is missing
# make run        serves three demonstrations on http://localhost:8080, http://marlbrook.localhost:8080 and
#                 http://fenmark.localhost:8080
# make test       runs every test; the last line counts them
# make lint       checks formatting, the code and the rules of the house
# make bench      measures
# make fuzz       looks for input that breaks a parser, a minute for each
# make screenshot makes docs/screenshot.png from the demonstration
# make clean      removes what was built; the demonstration's data stay in .cache/demo

BUILD = build
PORT = 8080
DEMO = .cache/demo/$(PORT)
FUZZ_SECONDS = 60

.PHONY: all deps run test lint bench fuzz screenshot clean

all: deps $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet

deps:
	@tools/deps build

$(BUILD)/build.ninja: | deps
	meson setup $(BUILD)

run: all
	@mkdir -p $(DEMO)
	@tools/demo $(BUILD)/aboveboard $(DEMO)/alder-quay.db http://localhost:$(PORT)
	@tools/demo $(BUILD)/aboveboard $(DEMO)/marlbrook.db http://marlbrook.localhost:$(PORT) marlbrook
	@tools/demo $(BUILD)/aboveboard $(DEMO)/fenmark.db http://fenmark.localhost:$(PORT) fenmark
	@exec $(BUILD)/aboveboard serve --demo --sites $(DEMO) --listen 127.0.0.1:$(PORT)

test:
	@tools/test

lint:
	@tools/lint

bench: all
	@tools/deps bench
	@tools/bench

fuzz:
	@tools/test --only fuzz --seconds $(FUZZ_SECONDS)

screenshot: all
	@tools/deps test
	@tools/screenshot

clean:
	rm -rf build build-asan build-fuzz build-tsan
