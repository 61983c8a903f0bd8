/* Reading all files of a rulebook into one. */
#include "rulebook/build.h"
#include "rulebook/store.h"

const struct yaml_node *build_at(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = yaml_get(map, key);
	return node ? node : map;
}

/* ---- Rows ---- */

static void check_row(struct build *build, const struct raw_head *row, const struct raw_head *before)
{
	struct ctx *ctx = build->ctx;
	const struct rule_source *now = &row->row.row;
	struct str shown =
		now->from_day == DEADLINE_NO_DAY ? STR("") : day_str(ctx->arena, (struct day){now->from_day});
	if (now->from_day != DEADLINE_NO_DAY && now->to_day != DEADLINE_NO_DAY && now->to_day < now->from_day)
		yaml_fault(ctx, build_at(row->node, "to"), msg("to: the row ends before it begins on {1}"), shown);
	if (!before) {
		if (row->row.gap)
			yaml_fault(ctx, build_at(row->node, "gap"), msg("gap: there is no row before this one"));
		return;
	}
	int32_t until = before->row.row.to_day;
	if (until == DEADLINE_NO_DAY || now->from_day == DEADLINE_NO_DAY) {
		yaml_fault(ctx, until == DEADLINE_NO_DAY ? before->node : row->node,
			   until == DEADLINE_NO_DAY ? msg("to: only the last row may leave it out")
						    : msg("from: only the first row may leave it out"));
		return;
	}
	struct str ends = day_str(ctx->arena, (struct day){until});
	if (now->from_day <= until)
		yaml_fault(ctx, build_at(row->node, "from"),
			   msg("from: this row begins on {1}, but the row before it holds until {2}"), shown, ends);
	else if (now->from_day > until + 1 && !row->row.gap)
		yaml_fault(ctx, build_at(row->node, "from"),
			   msg("from: no row holds between {2} and {1}; if that is meant, write “gap: yes”"), shown,
			   ends);
	else if (now->from_day == until + 1 && row->row.gap)
		yaml_fault(ctx, build_at(row->node, "gap"), msg("gap: there is none, this row follows at once"));
}

void build_check_rows(struct build *build, const struct spec_list *rows, size_t size)
{
	const char *all = rows->p;
	for (size_t i = 0; i < rows->n; i++)
		check_row(build, (const struct raw_head *)(const void *)(all + i * size),
			  i ? (const struct raw_head *)(const void *)(all + (i - 1) * size) : NULL);
}

/* ---- Texts in files of their own ---- */

struct str build_text(struct build *build, const struct yaml_node *node, struct str text, struct str file)
{
	const struct yaml_node *at = build_at(node, "text-file");
	if (str_empty(file))
		return text;
	if (!str_empty(text)) {
		yaml_fault(build->ctx, at, msg("there is “text” already: leave out one of the two"));
		return text;
	}
	size_t dir = node->place.file.n;
	while (dir > 0 && node->place.file.p[dir - 1] != '/')
		dir--;
	struct str name = str_fmt(build->ctx->arena, "%.*s%.*s", (int)dir, node->place.file.p, STR_ARG(file));
	for (size_t i = 0; i < build->n_files; i++)
		if (str_eq(build->files[i].name, name) && str_ends(name, STR(".md")))
			return str_trim(build->files[i].text);
	yaml_fault(build->ctx, at, msg("text-file: there is no file “{1}” in this folder; its name has to end in .md"),
		   file);
	return text;
}

/* ---- The book itself ---- */

static bool is_main_name(struct str name)
{
	return str_eq(name, STR("rulebook.yaml")) || str_ends(name, STR("/rulebook.yaml"));
}

static void build_book(struct build *build)
{
	bool found = false;
	for (size_t i = 0; i < build->n_raws; i++) {
		const struct raw_file *raw = &build->raws[i];
		struct str name = raw->node->place.file;
		const struct raw_book *book = &raw->book;
		if (!is_main_name(name)) {
			if (book->node)
				yaml_fault(build->ctx, book->node, msg("“rulebook” stands in rulebook.yaml alone"));
			continue;
		}
		if (!book->node) {
			yaml_fault(build->ctx, raw->node, msg("this file needs “rulebook” with its id and title"));
			continue;
		}
		struct str text = build_text(build, book->node, book->text, book->text_file);
		if (!str_empty(book->currency) && currency_digits(book->currency) < 0)
			yaml_fault(build->ctx, build_at(book->node, "currency"),
				   msg("currency: expected a currency such as GBP, USD or EUR; found {1}"),
				   yaml_found(build->ctx->arena, build_at(book->node, "currency")));
		if (!str_empty(book->currency) && (str_empty(build->currency) || name.n < build->currency_far)) {
			build->currency = book->currency;
			build->currency_far = name.n;
		}
		if (!str_eq(name, STR("rulebook.yaml")))
			continue;
		found = true;
		build->book->id = book->id;
		build->book->title = book->title;
		build->book->text = text;
	}
	if (!found && !build->ctx->problems.count)
		problem_at(build->ctx, STR("rulebook.yaml"), 1, 1,
			   msg("there is no such file in this folder; it says what the rulebook is"));
}

/* ---- Events and words ---- */

static bool id_is_free(struct build *build, const struct yaml_node *node, struct str id, struct str other,
		       struct rulebook_place place)
{
	if (str_empty(id) || !str_eq(id, other))
		return true;
	yaml_fault(build->ctx, build_at(node, "id"), msg("id: “{1}” stands already in {2}, line {3}"), id, place.file,
		   str_fmt(build->ctx->arena, "%d", place.line));
	return false;
}

void build_events(struct build *build)
{
	size_t n = 0, done = 0;
	for (size_t i = 0; i < build->n_raws; i++)
		n += build->raws[i].events.n;
	struct rule_event *events = arena_array(build->ctx->arena, struct rule_event, n);
	for (size_t i = 0; i < build->n_raws; i++) {
		const struct raw_event *raws = build->raws[i].events.p;
		for (size_t j = 0; j < build->raws[i].events.n; j++) {
			const struct raw_event *raw = &raws[j];
			for (size_t k = 0; k < done; k++)
				if (!id_is_free(build, raw->node, raw->id, events[k].id, events[k].place))
					break;
			events[done++] = (struct rule_event){raw->id, raw->text, raw->notes, raw->node->place};
		}
	}
	build->book->events = events;
	build->book->n_events = n;
}

void build_words(struct build *build)
{
	size_t n = 0, done = 0;
	struct texts known = rulebook_word_keys();
	for (size_t i = 0; i < build->n_raws; i++)
		n += build->raws[i].words ? build->raws[i].words->n : 0;
	struct rule_word *words = arena_array(build->ctx->arena, struct rule_word, n);
	for (size_t i = 0; i < build->n_raws; i++) {
		const struct yaml_node *node = build->raws[i].words;
		for (size_t j = 0; node && j < node->n; j++) {
			struct str key = node->keys[j]->text;
			bool is_known = false;
			for (size_t k = 0; k < known.n; k++)
				is_known = is_known || str_eq(known.p[k], key);
			if (!is_known) {
				spec_unknown(build->ctx, node->keys[j], key, known.p, known.n,
					     STR("a word that can be replaced"));
				continue;
			}
			for (size_t k = 0; k < done; k++)
				if (str_eq(words[k].id, key))
					yaml_fault(build->ctx, node->keys[j], msg("“{1}” has its word already"), key);
			words[done++] = (struct rule_word){key, str_trim(node->items[j]->text)};
		}
	}
	build->book->words = words;
	build->book->n_words = done;
}

/* ---- Amounts ---- */

static void build_amount(struct build *build, const struct raw_amount *raw, struct rule_amount *amounts, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		if (!id_is_free(build, raw->node, raw->id, amounts[i].id, amounts[i].place))
			break;
	build_check_rows(build, &raw->rows, sizeof(struct raw_amount_row));
	const struct raw_amount_row *rows = raw->rows.p;
	for (size_t i = 0; i < raw->rows.n; i++) {
		struct amount amount = {0};
		if (rows[i].amount && phrase_amount(build->ctx, rows[i].amount, "amount", &amount) == OK && i > 0 &&
		    rows[0].amount && !str_eq(amount.currency, amounts[*n - i].currency))
			yaml_fault(build->ctx, rows[i].amount, msg("amount: the rows of one amount have one currency"));
		amounts[(*n)++] = (struct rule_amount){
			.id = raw->id,
			.about = raw->about,
			.row = rows[i].row.row,
			.amount = amount.n,
			.currency = amount.currency,
			.unit = amount.unit,
			.place = rows[i].node->place,
		};
	}
}

void build_amounts(struct build *build)
{
	size_t n = 0, done = 0;
	for (size_t i = 0; i < build->n_raws; i++) {
		const struct raw_amount *raws = build->raws[i].amounts.p;
		for (size_t j = 0; j < build->raws[i].amounts.n; j++)
			n += raws[j].rows.n;
	}
	struct rule_amount *amounts = arena_array(build->ctx->arena, struct rule_amount, n);
	for (size_t i = 0; i < build->n_raws; i++) {
		const struct raw_amount *raws = build->raws[i].amounts.p;
		for (size_t j = 0; j < build->raws[i].amounts.n; j++)
			build_amount(build, &raws[j], amounts, &done);
	}
	build->book->amounts = amounts;
	build->book->n_amounts = n;
}

/* ---- Holidays ---- */

static void build_holiday_set(struct build *build, const struct raw_holiday_set *raw, struct holiday_set *ret_set)
{
	const struct raw_holiday *days = raw->days.p;
	struct holiday *holidays = arena_array(build->ctx->arena, struct holiday, raw->days.n);
	for (size_t i = 0; i < raw->days.n; i++) {
		holidays[i] = (struct holiday){
			.name = days[i].name,
			.moved = (enum holiday_moved)days[i].moved,
			.from_year = days[i].from,
			.to_year = days[i].to,
		};
		if (days[i].to && days[i].to < days[i].from)
			yaml_fault(build->ctx, build_at(days[i].node, "to"),
				   msg("to: the last year is before the first"));
		if (!days[i].on || phrase_holiday(build->ctx, days[i].on, "on", &holidays[i]) != OK)
			holidays[i] = (struct holiday){.kind = HOLIDAY_DATE};
	}
	*ret_set = (struct holiday_set){raw->id, raw->title, raw->row, holidays, raw->days.n, raw->node->place};
	ret_set->row.from_day = ret_set->row.to_day = DEADLINE_NO_DAY;
}

void build_holidays(struct build *build)
{
	size_t n = 0, done = 0;
	for (size_t i = 0; i < build->n_raws; i++)
		n += build->raws[i].holidays.n;
	struct holiday_set *sets = arena_array(build->ctx->arena, struct holiday_set, n);
	for (size_t i = 0; i < build->n_raws; i++) {
		const struct raw_holiday_set *raws = build->raws[i].holidays.p;
		for (size_t j = 0; j < build->raws[i].holidays.n; j++) {
			for (size_t k = 0; k < done; k++)
				if (!id_is_free(build, raws[j].node, raws[j].id, sets[k].id, sets[k].place))
					break;
			build_holiday_set(build, &raws[j], &sets[done++]);
		}
	}
	build->book->holiday_sets = sets;
	build->book->n_holiday_sets = n;
}

/* ---- All of it ---- */

/* Every file that is YAML, even when another is not. */
static enum outcome read_all(struct build *build)
{
	enum outcome outcome = OK;
	for (size_t i = 0; i < build->n_files; i++) {
		struct yaml_node *node;
		if (!str_ends(build->files[i].name, STR(".yaml")))
			continue;
		enum outcome read = yaml_read(build->ctx, build->files[i].name, build->files[i].text, &node);
		if (read == BROKEN)
			return BROKEN;
		if (read != OK)
			outcome = read;
		else if (spec_read(build->ctx, &file_spec, node, &build->raws[build->n_raws++]) != OK)
			outcome = outcome == OK ? OK : outcome; /* what could be read is checked further */
	}
	return outcome;
}

static bool has_too_many_rows(const struct build *build)
{
	size_t n = 0;
	for (size_t i = 0; i < build->n_raws; i++) {
		const struct raw_file *raw = &build->raws[i];
		const struct raw_duty *duties = raw->duties.p;
		const struct raw_amount *amounts = raw->amounts.p;
		const struct raw_guidance *guidance = raw->guidance.p;
		const struct raw_register *registers = raw->registers.p;
		n += raw->events.n + raw->holidays.n;
		for (size_t j = 0; j < raw->duties.n; j++)
			n += duties[j].rows.n + 1;
		for (size_t j = 0; j < raw->amounts.n; j++)
			n += amounts[j].rows.n + 1;
		for (size_t j = 0; j < raw->guidance.n; j++)
			n += guidance[j].rows.n + 1;
		for (size_t j = 0; j < raw->registers.n; j++)
			n += registers[j].fields.n + registers[j].categories.n + registers[j].thresholds.n + 1;
	}
	return n > LIMIT_RULEBOOK_ROWS;
}

/* In the order in which people read the files. */
static bool stands_before(const struct problem *a, const struct problem *b)
{
	int order = str_cmp(a->where, b->where);
	if (order)
		return order < 0;
	return a->line != b->line ? a->line < b->line : a->column < b->column;
}

static void sort_problems(struct problems *problems)
{
	struct problem *sorted = NULL;
	for (struct problem *p = problems->first, *next; p; p = next) {
		struct problem **to = &sorted;
		next = p->next;
		while (*to && !stands_before(p, *to))
			to = &(*to)->next;
		p->next = *to;
		*to = p;
	}
	problems->first = problems->last = sorted;
	while (problems->last && problems->last->next)
		problems->last = problems->last->next;
}

static enum outcome parse(struct ctx *ctx, const struct rulebook_file *files, size_t n, struct rulebook *ret_rulebook)
{
	struct rulebook book = {.sha256 = rulebook_hash(ctx, files, n)};
	struct build build = {.ctx = ctx, .files = files, .n_files = n, .book = &book};
	size_t before = ctx->problems.count;
	build.raws = arena_array(ctx->arena, struct raw_file, n);
	TRY(read_all(&build));
	if (has_too_many_rows(&build))
		return problem_at(ctx, STR("rulebook.yaml"), 1, 1, msg("this rulebook has more than {1} rows"),
				  str_fmt(ctx->arena, "%llu", (unsigned long long)LIMIT_RULEBOOK_ROWS));
	build_book(&build);
	build_events(&build);
	build_holidays(&build);
	build_duties(&build);
	build_amounts(&build);
	build_guidance(&build);
	build_registers(&build);
	build_words(&build);
	if (ctx->problems.count > before)
		return INVALID;
	*ret_rulebook = book;
	return OK;
}

enum outcome rulebook_parse(struct ctx *ctx, const struct rulebook_file *files, size_t n, struct rulebook *ret_rulebook)
{
	enum outcome outcome = parse(ctx, files, n, ret_rulebook);
	if (outcome != OK)
		sort_problems(&ctx->problems);
	return outcome;
}
