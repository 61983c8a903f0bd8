/* Signing a declaration and what follows: the register, the log, a letter to whom a clerk's form is about. */
#include "registers/declare.h"

#include "html/html.h"
#include "registers/attached.h"
#include "registers/registers_sql.h"
#include "registers/review.h"

/* ---- The record of a declaration ---- */

static const char *const says_names[] = {
	[SAYS_NOT_YET] = "", [SAYS_ENTRIES] = "entries", [SAYS_UNCHANGED] = "unchanged", [SAYS_NIL] = "nil"};

/* A declaration of everything is public as a fact of its own: that it was made, when and how. It names no entry, so
 * that one can be withheld later without a trace of it here (S1). */
static bool is_recorded(const struct declaration *declaration)
{
	return declaration->scheme->shown == REGISTER_PUBLIC && !declaration->scheme->single &&
	       declaration->person_id && !declaration->body_id;
}

static struct str record_of(struct arena *arena, const struct declaration *declaration)
{
	struct buf out = buf_open(arena, 256);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_str(&json, "declared", day_str(arena, (struct day){declaration->received_day}));
	json_str(&json, "kind", STR("declaration"));
	json_str(&json, "method",
		 declaration->source == SOURCE_PAPER ? STR("paper")
		 : declaration->by_passkey           ? STR("passkey")
						     : STR("signed-in"));
	json_str(&json, "name", declaration->person_name);
	json_str(&json, "register", declaration->register_id);
	json_str(&json, "says", str_of(says_names[declaration->says]));
	json_end(&json);
	return buf_view(&out);
}

enum outcome declare_audit(struct ctx *ctx, const struct journal_record *record)
{
	struct declaration declaration;
	enum outcome found = declaration_load(ctx, record->subject, &declaration);
	if (found != OK)
		return found;
	if (record->erased_ground.n)
		return declaration.erased_ms ? OK
					     : problem_add(ctx, "", msg("A declaration still shows what was removed"));
	/* Names change; what was declared when does not. */
	CLEANUP(json_decrefp) json_t *content = json_loadb(record->content.p, record->content.n, 0, NULL);
	struct str day = str_of(json_string_value(json_object_get(content, "declared")));
	struct str says = str_of(json_string_value(json_object_get(content, "says")));
	if (!str_eq(day, day_str(ctx->arena, (struct day){declaration.received_day})) ||
	    !str_eq(says, str_of(says_names[declaration.says])))
		return problem_add(ctx, "", msg("A declaration says something else than its record"));
	return OK;
}

struct declaration_no {
	int64_t id;
};

static const struct db_col declaration_no_cols[] = {DB_COL_I64(struct declaration_no, id)};
static const struct db_spec declaration_no_spec = DB_SPEC(struct declaration_no, declaration_no_cols);

/* What passkeys signed goes with what was signed, whole: a part of it could not be checked any more. So does the scan
 * of a form, which shows all of it. */
static enum outcome signed_forget(struct ctx *ctx, const struct db_stmt *which, struct db_params of)
{
	struct declaration_no *found;
	size_t n;
	TRY(db_list(ctx, which, of, &declaration_no_spec, &found, &n));
	for (size_t i = 0; i < n; i++) {
		TRY(access_signed_forget(ctx, DECLARATION_SIGNED, found[i].id));
		TRY(scan_forget(ctx, found[i].id));
	}
	return OK;
}

enum outcome declarations_forget_entry(struct ctx *ctx, int64_t entry_id)
{
	TRY(signed_forget(ctx, &registers_sql_declarations_of_entry, DB_PARAMS(db_int(entry_id))));
	TRY(items_files_let_go(ctx, &registers_sql_items_ids_of_entry, DB_PARAMS(db_int(entry_id)), false));
	return db_exec(ctx, &registers_sql_items_forget_entry, DB_PARAMS(db_int(entry_id)), NULL);
}

enum outcome declare_remove(struct ctx *ctx, struct str record_id)
{
	struct declaration_no found;
	struct db_params record = DB_PARAMS(db_text(record_id), db_int(ctx->now_ms));
	TRY(signed_forget(ctx, &registers_sql_declarations_of_person_record, DB_PARAMS(db_text(record_id))));
	TRY(db_exec(ctx, &registers_sql_helpers_of_person_record_delete, DB_PARAMS(db_text(record_id)), NULL));
	TRY(items_files_let_go(ctx, &registers_sql_items_ids_of_person, DB_PARAMS(db_text(record_id)), false));
	TRY(db_exec(ctx, &registers_sql_items_of_person_delete, DB_PARAMS(db_text(record_id)), NULL));
	TRY(db_exec(ctx, &registers_sql_declarations_of_person_erase, record, NULL));
	TRY(db_one(ctx, &registers_sql_declaration_by_record, DB_PARAMS(db_text(record_id)), &declaration_no_spec,
		   &found));
	TRY(access_signed_forget(ctx, DECLARATION_SIGNED, found.id));
	TRY(scan_forget(ctx, found.id));
	TRY(items_files_let_go(ctx, &registers_sql_items_ids, DB_PARAMS(db_int(found.id)), false));
	TRY(db_exec(ctx, &registers_sql_items_delete, DB_PARAMS(db_int(found.id)), NULL));
	return db_exec(ctx, &registers_sql_declaration_erase, DB_PARAMS(db_int(found.id), db_int(ctx->now_ms)), NULL);
}

/* ---- What a passkey signs (D8, S16) ---- */

struct str declaration_statement(struct ctx *ctx, const struct declaration *declaration,
				 const struct access_question *question)
{
	static const char *const acts[] = {
		[ACT_KEEP] = "stands",       [ACT_NEW] = "new",   [ACT_CHANGE] = "changed",
		[ACT_CORRECT] = "corrected", [ACT_END] = "ended", [ACT_WITHDRAW] = "withdrawn"};
	struct buf out = buf_open(ctx->arena, 4096);
	struct json json = json_open(&out, JSON_CANONICAL);
	json_begin_object(&json, NULL);
	json_begin_array(&json, "entries");
	for (size_t i = 0; i < declaration->n_items; i++) {
		const struct declaration_item *item = &declaration->items[i];
		json_begin_object(&json, NULL);
		json_str(&json, "act", str_of(acts[item->act]));
		/* Of what is sealed (S1) the sealed bytes: they stand for what it says, and say nothing of it. */
		const struct hash sealed = hash_bytes(item->sealed);
		json_raw(&json, "answers", item->is_sealed ? STR("{}") : item->answers);
		if (item->category.n && !item->is_sealed)
			json_str(&json, "category", item->category);
		if (item->end_day != DEADLINE_NO_DAY && !item->is_sealed)
			json_str(&json, "ended", day_str(ctx->arena, (struct day){item->end_day}));
		if (item->is_nil)
			json_bool(&json, "nil", true);
		if (item->reason.n && !item->is_sealed)
			json_str(&json, "reason", item->reason);
		if (item->is_sealed)
			json_str(&json, "withheld", hash_hex(ctx->arena, &sealed));
		json_end(&json);
	}
	json_end(&json);
	json_str(&json, "kind", STR("declaration-statement"));
	json_str(&json, "name", declaration->person_name);
	json_str(&json, "nonce", question->nonce);
	json_str(&json, "register", declaration->register_id);
	json_str(&json, "says", str_of(says_names[declaration_says_of(declaration)]));
	json_str(&json, "time", instant_str(ctx->arena, (struct instant){question->asked_ms}));
	json_end(&json);
	return buf_view(&out);
}

/* The answer of the signer's passkey over what is declared now; kept for the signer alone. */
static enum outcome passkey_take(struct ctx *ctx, const struct declaration_signing *signing)
{
	struct access_assertion assertion;
	const struct declaration *declaration = signing->declaration;
	struct str statement = declaration_statement(ctx, declaration, signing->question);
	struct hash words = hash_bytes(statement);
	TRY(access_question_use(ctx, signing->question, &words, &assertion));
	return access_signed_put(ctx, DECLARATION_SIGNED, declaration->id, statement, &assertion);
}

/* ---- Into the register ---- */

size_t declaration_seeds(const struct declaration *declaration)
{
	return declaration->n_puts + 1;
}

enum outcome declaration_publish(struct ctx *ctx, struct declaration *declaration, const struct journal_seed *seeds,
				 size_t n)
{
	if (!declaration->scheme)
		return NOT_FOUND;
	if (n < declaration_seeds(declaration))
		return RETRY; /* it has grown since the seeds were counted */
	struct str *record_ids = arena_array(ctx->arena, struct str, declaration->n_puts);
	for (size_t i = 0; i < declaration->n_puts; i++) {
		declaration->puts[i].seed = seeds[i + 1];
		declaration->puts[i].entry.declared_day = declaration->received_day;
	}
	TRY(homes_mark(ctx, declaration->puts, declaration->n_puts));
	if (declaration->n_puts)
		TRY(registers_put(ctx, declaration->puts, declaration->n_puts, record_ids));
	TRY(declaration_copies_hand_over(ctx, declaration));
	if (is_recorded(declaration) && !declaration->record_id.n) {
		struct journal_place place;
		TRY(journal_put(ctx, &seeds[0], "registers", declaration->id, record_of(ctx->arena, declaration),
				&place));
		declaration->record_id = place.record_id;
	}
	declaration->state = DECLARATION_ACCEPTED;
	declaration->accepted_ms = ctx->now_ms;
	TRY(declaration_store(ctx, declaration));
	return access_log(ctx, "registers.publish", declaration->id, declaration->register_id);
}

enum outcome declaration_return(struct ctx *ctx, int64_t id, int64_t version)
{
	struct declaration declaration;
	TRY(declaration_load(ctx, id, &declaration));
	if (declaration.state != DECLARATION_SUBMITTED || declaration.version != version)
		return CONFLICT;
	declaration.state = DECLARATION_RETURNED;
	declaration.by_passkey = false; /* it is signed again, or not at all */
	TRY(access_signed_forget(ctx, DECLARATION_SIGNED, id));
	if (declaration.scheme)
		TRY(declaration_untell_duties(ctx, &declaration));
	return declaration_store(ctx, &declaration);
}

/* ---- Signing ---- */

enum outcome paper_correct_days(struct ctx *ctx, int32_t *ret_days)
{
	const struct rulebook *book;
	int64_t version;
	TRY(rulebook_current(ctx, &book, &version));
	*ret_days = rulebook_number_on(book, STR("paper-correct-days"), STR("day"), site_today(ctx), 0);
	return OK;
}

/* S7: the member has a copy on their own page; this tells them of it. Whoever has no address finds it there. */
static enum outcome paper_tell(struct ctx *ctx, const struct declaration_signing *signing)
{
	const struct declaration *declaration = signing->declaration;
	struct access_reach reach;
	int64_t mail_id;
	int32_t days;
	TRY(paper_correct_days(ctx, &days));
	enum outcome found = access_reach_person(ctx, declaration->person_id, &reach);
	if (found != OK)
		return found == NOT_FOUND ? OK : found;
	/* Where the rules say no days, there is no end. */
	struct str text =
		str_of(msg("The clerk entered your signed form, received on {2}, in the register “{1}”.\n\nRead "
			   "what was entered: {3}\n\nIf something is not right, you can correct it there.\n"));
	if (days)
		text = str_of(
			msg("The clerk entered your signed form, received on {2}, in the register “{1}”.\n\nRead what "
			    "was entered: {3}\n\nIf something is not right, you can correct it there until {4}.\n"));
	struct str args[4] = {
		declaration->scheme->title,
		day_words(ctx->arena, (struct day){declaration->received_day}),
		site_link(ctx, str_fmt(ctx->arena, "/declare/%.*s", STR_ARG(id_str(ctx->arena, declaration->id)))),
		day_words(ctx->arena, (struct day){site_today(ctx).n + days}),
	};
	struct mail_message message = {
		.kind = STR("registers.paper"),
		.subject_id = declaration->id,
		.person_id = declaration->person_id,
		.to = reach.email,
		.to_name = reach.name,
		.title = html_said(ctx->arena, ctx->lang,
				   str_of(msg("Your signed form was entered in the register: {1}")), args, 1),
		.text = html_said(ctx->arena, ctx->lang, text, args, 4),
	};
	return mail_put(ctx, signing->mail, &message, &mail_id);
}

enum outcome declarations_submit(struct ctx *ctx, const struct declaration_signing *signing)
{
	struct declaration *declaration = signing->declaration;
	bool is_paper = declaration->source == SOURCE_PAPER;
	if (declaration->state != DECLARATION_DRAFT && declaration->state != DECLARATION_RETURNED)
		return CONFLICT;
	TRY(declaration_check(ctx, declaration));
	declaration->says = declaration_says_of(declaration);
	declaration->signed_ms = ctx->now_ms;
	declaration->by_passkey = signing->question != NULL;
	if (!is_paper)
		declaration->received_day = site_today(ctx).n;
	if (signing->question)
		TRY(passkey_take(ctx, signing));
	for (size_t i = 0; i < declaration->n_puts; i++)
		declaration->puts[i].entry.declared_day = declaration->received_day;
	TRY(declaration_tell_duties(ctx, declaration));
	if (declaration_waits(declaration)) {
		declaration->state = DECLARATION_SUBMITTED;
		TRY(homes_mark(ctx, declaration->puts, declaration->n_puts));
		TRY(homes_submit(ctx, declaration->puts, declaration->n_puts));
		TRY(declaration_store(ctx, declaration));
	} else {
		TRY(declaration_publish(ctx, declaration, signing->seeds, signing->n_seeds));
	}
	if (is_paper && signing->mail)
		TRY(paper_tell(ctx, signing));
	return access_log(ctx, is_paper ? "registers.paper" : "registers.declare", declaration->id,
			  declaration->register_id);
}

/* ---- From another page of this site ---- */

enum outcome declaration_prefill(struct ctx *ctx, struct str register_id, struct str category, int64_t person_id,
				 int64_t tenure_id, const struct declared *declared, int64_t *ret_id)
{
	struct declaration declaration;
	int64_t id, item_id;
	const struct declaration_begin begin = {
		.register_id = register_id,
		.person_id = person_id,
		.tenure_id = tenure_id,
		.source = SOURCE_PERSON,
		.received_day = DEADLINE_NO_DAY,
		.form_day = DEADLINE_NO_DAY,
	};
	if (!ctx->actor || ctx->actor->person_id != person_id || person_id == 0)
		return FORBIDDEN;
	TRY(declaration_open(ctx, &begin, &id));
	TRY(declaration_load(ctx, id, &declaration));
	TRY(declaration_add(ctx, &declaration, category, 0, &item_id));
	TRY(declaration_load(ctx, id, &declaration));
	struct declaration_item item = *declaration_item_of(&declaration, item_id);
	item.declared = *declared;
	item.declared.category = scheme_category(declaration.scheme, category);
	item.whose = declared->whose ? declared->whose : item.whose;
	TRY(declaration_item_save(ctx, &item));
	*ret_id = id;
	return OK;
}
