/* What the files of values share. Pure. */
#pragma once

#include <jansson.h>

#include "registers/value.h"

#define VALUE_LINE_CHARS 500   /* of one line, where the field says nothing */
#define VALUE_TEXT_CHARS 10000 /* of several */
#define VALUE_LINK_BYTES 2000

/* An amount or another decimal number with `digits` behind the point, in its smallest units: "1,234.50", "1.234,50",
 * "1 234", "(50)", "-50". Which mark stands for what follows from where they stand. False: it is none, or too large. */
bool decimal_parse(struct str text, int digits, int64_t *ret_units);

/* As value_parse; `text` is trimmed and not empty. */
MUST_USE enum outcome money_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
				  struct value *ret_value);
MUST_USE enum outcome date_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
				 struct str order, struct value *ret_value);
MUST_USE enum outcome period_parse(struct ctx *ctx, const struct scheme_field *field, struct str at, struct str text,
				   struct str order, struct value *ret_value);

/* Is it "not known" in one of the ways in which people write that? */
bool text_is_unknown(struct str text);

/* 0: of a currency that is not known. */
int money_digits(struct str currency);

/* problem_add with a str for the place. */
#define value_problem(ctx, at, message, ...)                                                                           \
	problem_put((ctx), (at), 0, 0, (message), (const struct str[5]){__VA_ARGS__})

/* "12 May 2026", "May 2026", "2026"; and "2026-05-12", "2026-05", "2026". */
struct str vague_day_words(struct arena *arena, int64_t day, enum value_precision precision);
struct str vague_day_cell(struct arena *arena, int64_t day, enum value_precision precision);
/* The last day of the month or year in which the day lies. */
int64_t vague_day_end(int64_t day, enum value_precision precision);

/* The key of a number, and of any text; as value_key makes them. */
struct str value_number_key(struct arena *arena, int64_t number);
struct str value_text_key(struct arena *arena, struct str text);

/* One value as canonical JSON, and back. */
void value_to_json(struct json *json, const char *name, const struct scheme_field *field, const struct value *value,
		   struct arena *arena);
void value_of_json(struct arena *arena, const struct scheme_field *field, json_t *json, struct value *ret_value);
/* "1234.50": what JSON and files have of an amount. */
struct str value_decimal(struct arena *arena, int64_t units, int digits);
