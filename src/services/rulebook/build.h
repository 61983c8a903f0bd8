/* From what the files say to a rulebook. Private to rulebook. */
#pragma once

#include "rulebook/keys.h"
#include "rulebook/phrase.h"

struct shared_calendar {
	uint8_t rest_days;
	struct texts holidays;
	const struct calendar *calendar;
};

struct build {
	struct ctx *ctx;
	const struct rulebook_file *files;
	size_t n_files;
	struct raw_file *raws;
	size_t n_raws;
	struct rulebook *book;
	struct shared_calendar calendars[32]; /* LIMIT_RULEBOOK_CALENDARS */
	size_t n_calendars;
};

/* Each adds its problems and goes on. */
void build_events(struct build *build);
void build_holidays(struct build *build);
void build_duties(struct build *build);
void build_amounts(struct build *build);
void build_guidance(struct build *build);
void build_words(struct build *build);

/* The beginning of every struct that holds a row. */
struct raw_head {
	const struct yaml_node *node;
	struct raw_row row;
};
/* From before to, in the order of time, without overlap, no gap that is not meant. */
void build_check_rows(struct build *build, const struct spec_list *rows, size_t size);

/* `text`, or what `file` holds, which stands beside the file of the node. */
struct str build_text(struct build *build, const struct yaml_node *node, struct str text, struct str file);

/* Faults that concern several duties: circles, reminders, windows. */
void build_check_duties(struct build *build);

/* The calendar of these sets of holidays. NULL with a problem. */
const struct calendar *build_calendar(struct build *build, const struct yaml_node *row, struct texts holidays,
				      uint32_t rest_days);

/* Where a key's value stands, else the map itself. */
const struct yaml_node *build_at(const struct yaml_node *map, const char *key);
