/* Content looked at by the child: it says in numbers what it found, and the bytes stay here. */
#include "files/look.h"

struct str file_suffix(enum file_kind kind)
{
	static const struct str suffixes[] = {[FILE_PDF] = STR_INIT("pdf"),
					      [FILE_PNG] = STR_INIT("png"),
					      [FILE_JPEG] = STR_INIT("jpg"),
					      [FILE_TEXT] = STR_INIT("txt")};
	return kind >= FILE_PDF && kind <= FILE_TEXT ? suffixes[kind] : (struct str){0};
}

/* ---- In the child ---- */

static void ranges_put(struct json *json, const char *name, const struct file_range *ranges, size_t n)
{
	json_begin_array(json, name);
	for (size_t i = 0; i < n; i++) {
		json_i64(json, NULL, (int64_t)ranges[i].from);
		json_i64(json, NULL, (int64_t)ranges[i].to);
	}
	json_end(json);
}

static enum outcome look_in_child(struct ctx *ctx, struct str content, struct str options, struct buf *ret_json)
{
	(void)options;
	struct file_parts parts;
	TRY(parts_look(ctx, content, &parts));
	struct json json = json_open(ret_json, JSON_PLAIN);
	json_begin_object(&json, NULL);
	json_i64(&json, "kind", parts.kind);
	json_i64(&json, "hints", parts.hints);
	json_bool(&json, "clean", parts.can_clean);
	ranges_put(&json, "keep", parts.keep, parts.n_keep);
	ranges_put(&json, "blank", parts.blank, parts.n_blank);
	json_end(&json);
	return OK;
}

const struct intake_parser files_parser = {.name = "files", .parse = look_in_child};

/* ---- What it answered, which may be anything ---- */

static bool ranges_take(struct arena *arena, const json_t *list, size_t most, struct file_range **ret_ranges,
			size_t *ret_n)
{
	size_t n = json_array_size(list) / 2;
	struct file_range *ranges = arena_array(arena, struct file_range, n);
	for (size_t i = 0; i < n; i++) {
		json_int_t from = json_integer_value(json_array_get(list, 2 * i));
		json_int_t to = json_integer_value(json_array_get(list, 2 * i + 1));
		if (from < 0 || to < from || (uint64_t)to > most)
			return false;
		ranges[i] = (struct file_range){(size_t)from, (size_t)to};
	}
	*ret_ranges = ranges;
	*ret_n = n;
	return json_is_array(list);
}

static bool parts_take(struct arena *arena, struct str content, struct str answer, struct file_parts *ret_parts)
{
	CLEANUP(json_decrefp) json_t *json = json_loadb(answer.p, answer.n, JSON_REJECT_DUPLICATES, NULL);
	struct file_parts parts = {
		.kind = (enum file_kind)json_integer_value(json_object_get(json, "kind")),
		.hints = (uint32_t)json_integer_value(json_object_get(json, "hints")),
		.can_clean = json_is_true(json_object_get(json, "clean")),
	};
	if (!file_suffix(parts.kind).p ||
	    !ranges_take(arena, json_object_get(json, "keep"), content.n, &parts.keep, &parts.n_keep) ||
	    !ranges_take(arena, json_object_get(json, "blank"), content.n, &parts.blank, &parts.n_blank))
		return false;
	*ret_parts = parts;
	return true;
}

enum outcome file_look(struct ctx *ctx, const char *where, struct str content, struct file_look *ret_look)
{
	struct file_parts parts;
	struct str answer;
	if (str_empty(content))
		return problem_add(ctx, where, msg("Choose a file that is not empty"));
	if (content.n > LIMIT_FILE_BYTES)
		return problem_add(ctx, where,
				   msg("The file is larger than {1} MB. Save a picture smaller, or print to a PDF with "
				       "lower quality"),
				   str_fmt(ctx->arena, "%llu", (unsigned long long)(LIMIT_FILE_BYTES >> 20)));
	TRY(intake_run(ctx, files_parser.name, str_of(where), content, STR("{}"), &answer));
	if (!parts_take(ctx->arena, content, answer, &parts))
		return BROKEN;
	*ret_look = (struct file_look){
		.kind = parts.kind, .hints = parts.hints, .clean = parts_copy(ctx->arena, content, &parts)};
	return OK;
}

/* ---- Names ---- */

#define NAME_BYTES 100

/* ".jpeg" is as good as ".jpg", ".csv" as ".txt". */
static bool ends_as(struct str name, enum file_kind kind)
{
	static const struct {
		enum file_kind kind;
		struct str end;
	} others[] = {{FILE_PDF, STR_INIT(".pdf")},   {FILE_PNG, STR_INIT(".png")},  {FILE_JPEG, STR_INIT(".jpg")},
		      {FILE_JPEG, STR_INIT(".jpeg")}, {FILE_TEXT, STR_INIT(".txt")}, {FILE_TEXT, STR_INIT(".csv")}};
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		struct str end = others[i].end;
		if (others[i].kind == kind && name.n > end.n &&
		    str_eq_nocase(str_slice(name, name.n - end.n, name.n), end))
			return true;
	}
	return false;
}

struct str file_name(struct arena *arena, struct str said, enum file_kind kind)
{
	struct buf out = buf_open(arena, NAME_BYTES + 8);
	for (size_t at = 0; (at = str_find_char(said, '/', 0)) != STR_NPOS;)
		said = str_slice(said, at + 1, said.n);
	for (size_t at = 0; (at = str_find_char(said, '\\', 0)) != STR_NPOS;)
		said = str_slice(said, at + 1, said.n);
	bool ends = ends_as(said, kind);
	struct str end = STR("");
	if (ends) {
		size_t dot = said.n;
		while (said.p[dot - 1] != '.')
			dot--;
		end = str_slice(said, dot - 1, said.n);
		said = str_slice(said, 0, dot - 1);
	}
	if (utf8_fault(said) != STR_NPOS)
		said = STR("");
	for (size_t at = 0; at < said.n && out.n < NAME_BYTES - 13;) {
		uint32_t c = utf8_next(said, &at);
		/* Nothing that turns the line around, so that “gpj.exe” reads as what it is. */
		bool is_unseen = c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
				 (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
		if (!is_unseen)
			utf8_put(&out, c);
	}
	struct str name = str_trim(buf_view(&out));
	if (str_empty(name) || name.p[0] == '.')
		name = str_fmt(arena, "file%.*s", STR_ARG(name));
	return ends ? str_fmt(arena, "%.*s%.*s", STR_ARG(name), STR_ARG(end))
		    : str_fmt(arena, "%.*s.%.*s", STR_ARG(name), STR_ARG(file_suffix(kind)));
}
