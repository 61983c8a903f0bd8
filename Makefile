# make            builds build/aboveboard, after installing what is missing
# make run        serves a demonstration on http://localhost:8080
# make test       runs every test; the last line counts them
# make lint       checks formatting, the code and the rules of the house
# make bench      measures
# make fuzz       looks for input that breaks a parser, a minute for each
# make clean      removes what was built; the demonstration's data stay in .cache/demo

BUILD = build
DEMO = .cache/demo/site.db
LISTEN = 127.0.0.1:8080
FUZZ_SECONDS = 60

.PHONY: all deps run test lint bench fuzz clean

all: deps $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet

deps:
	@tools/deps build

$(BUILD)/build.ninja: | deps
	meson setup $(BUILD)

run: all
	@tools/demo $(BUILD)/aboveboard $(DEMO)
	@exec $(BUILD)/aboveboard serve --demo --site $(DEMO) --listen $(LISTEN)

test:
	@tools/test

lint:
	@tools/lint

bench: all
	@tools/deps bench
	@tools/bench

fuzz:
	@tools/test --only fuzz --seconds $(FUZZ_SECONDS)

clean:
	rm -rf build build-asan build-fuzz build-tsan
