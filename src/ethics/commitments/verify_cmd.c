/* `aboveboard commitments verify`: what a receipt proves, and what became of the signature. */
#include "commitments/commitments_cmd.h"
#include "commitments/commitments_web.h"

#define RECEIPT_BYTES (1024 * 1024)

/* What the receipt's own record says of itself. */
struct claim {
	struct str record_id;
	struct str code, text_hash;
	int64_t edition;
};

/* The receipt was checked before, so all that is missing is what makes it one of a signature. */
static enum outcome claim_read(struct ctx *ctx, struct str receipt, struct str content, struct claim *ret_claim)
{
	CLEANUP(json_decrefp) json_t *whole = json_loadb(receipt.p, receipt.n, JSON_REJECT_DUPLICATES, NULL);
	struct str leaf_text = intake_text(whole, "leaf");
	CLEANUP(json_decrefp) json_t *leaf = json_loadb(leaf_text.p, leaf_text.n, JSON_REJECT_DUPLICATES, NULL);
	CLEANUP(json_decrefp) json_t *record = json_loadb(content.p, content.n, JSON_REJECT_DUPLICATES, NULL);
	struct claim claim = {
		.record_id = str_dup(ctx->arena, intake_text(leaf, "id")),
		.code = str_dup(ctx->arena, intake_text(record, "code")),
		.text_hash = str_dup(ctx->arena, intake_text(record, "text_sha256")),
		.edition = json_integer_value(json_object_get(record, "edition")),
	};
	if (!str_eq(intake_text(record, "kind"), STR("commitment")) || str_empty(claim.text_hash))
		return problem_add(ctx, "receipt",
				   msg("The receipt holds, but its record is no signed commitment. “journal show” "
				       "shows records of other kinds."));
	*ret_claim = claim;
	return OK;
}

/* Does the text that this site keeps as that edition have the fingerprint that was signed? */
static enum outcome text_check(struct ctx *ctx, const struct claim *claim, bool *ret_removed)
{
	struct code code;
	struct edition *editions;
	struct journal_record record;
	size_t n;
	TRY(codes_by_slug(ctx, claim->code, &code));
	TRY(codes_editions(ctx, code.id, &editions, &n));
	for (size_t i = 0; i < n; i++) {
		if (editions[i].number != claim->edition)
			continue;
		*ret_removed = editions[i].erased_ms != 0;
		if (*ret_removed)
			return OK;
		TRY(journal_find(ctx, editions[i].record_id, 1, &record));
		struct hash hash = hash_bytes(record.content);
		if (str_eq(hash_hex(ctx->arena, &hash), claim->text_hash))
			return OK;
		return problem_add(ctx, "receipt",
				   msg("The text that this site keeps as edition {1} is not the text that "
				       "was signed"),
				   str_fmt(ctx->arena, "%d", editions[i].number));
	}
	return NOT_FOUND;
}

/* What the passkey signed, where the receipt has it; and with a site, that the log has had its key since it was made.
 */
struct passkey_found {
	bool any;
	bool key_in_log;
	struct str site, statement;
};

static enum outcome key_check(struct ctx *ctx, const struct access_signed *assertion, bool *ret_in_log)
{
	struct journal_record record;
	enum outcome found = journal_find(ctx, assertion->key_record, 1, &record);
	if (found != OK && found != NOT_FOUND)
		return found;
	if (found == OK && record.content.p &&
	    !str_eq(record.content, access_key_record(ctx->arena, assertion->public_key, assertion->key_salt)))
		found = NOT_FOUND;
	if (found == NOT_FOUND)
		return problem_add(ctx, "receipt",
				   msg("The log of this site does not have the passkey with which the receipt says it "
				       "was signed"));
	*ret_in_log = record.content.p != NULL;
	return OK;
}

static enum outcome passkey_check(struct ctx *ctx, struct str receipt, struct str content,
				  struct passkey_found *ret_found)
{
	struct access_signed assertion;
	CLEANUP(json_decrefp) json_t *whole = json_loadb(receipt.p, receipt.n, JSON_REJECT_DUPLICATES, NULL);
	enum outcome read = access_signed_read(ctx, whole, &assertion);
	if (read == NOT_FOUND)
		return OK;
	TRY(read);
	ret_found->site = str_dup(ctx->arena, intake_text(whole, "site"));
	ret_found->statement = assertion.statement;
	TRY(commitment_assertion_check(ctx, &assertion, ret_found->site, content));
	ret_found->any = true;
	return ctx->db ? key_check(ctx, &assertion, &ret_found->key_in_log) : OK;
}

struct verified {
	struct str content;
	struct passkey_found passkey;
	bool on_site;
	bool text_removed;
	struct commitments_standing standing;
	struct journal_record newest;
};

static const char *state_words(struct str state)
{
	static const struct {
		const char *state, *words;
	} all[] = {
		{"stands", msg("The signature stands.")},
		{"superseded",
		 msg("The signature stands for the text that was signed. A later edition changed the code in "
		     "substance and asks everyone to sign again.")},
		{"withdrawn", msg("The signature was withdrawn since.")},
		{"off-display", msg("The pledge is no longer on display: its election is over.")},
		{"removed", msg("The signature was removed from the site since.")},
	};
	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (str_eq(state, str_of(all[i].state)))
			return all[i].words;
	return "";
}

#define PROVES                                                                                                         \
	"This shows that the record in the receipt is one that was published by its site, at the time that it names."  \
	" It does not show that the record is true or complete, who sat at the keyboard, or that nothing was left "    \
	"out."

static enum outcome print_json(struct ctx *ctx, const struct verified *v)
{
	struct buf out = buf_open(ctx->arena, 2048);
	struct json json = json_open(&out, JSON_INDENTED);
	json_begin_object(&json, NULL);
	json_bool(&json, "holds", true);
	json_bool(&json, "checked_against_site", v->on_site);
	if (v->on_site) {
		json_bool(&json, "text_removed", v->text_removed);
		commitments_standing_json(ctx, &json, &v->standing);
	}
	if (v->passkey.any) {
		json_begin_object(&json, "passkey");
		json_bool(&json, "holds", true);
		if (v->on_site)
			json_bool(&json, "key_in_log", v->passkey.key_in_log);
		json_raw(&json, "statement", v->passkey.statement);
		json_end(&json);
	}
	json_str(&json, "proves", STR(PROVES));
	json_raw(&json, "record", v->content);
	json_end(&json);
	return cli_print(ctx, buf_view(&out));
}

static void put_line(struct buf *out, const char *label, struct str value)
{
	if (!str_empty(value))
		buf_fmt(out, "%-10s %.*s\n", label, STR_ARG(value));
}

static enum outcome print_text(struct ctx *ctx, const struct verified *v)
{
	CLEANUP(json_decrefp) json_t *record = json_loadb(v->content.p, v->content.n, 0, NULL);
	struct buf out = buf_open(ctx->arena, 2048);
	buf_c(&out, v->on_site ? "The receipt holds, and the publication log of this site has the record.\n"
			       : "The receipt’s arithmetic holds. Give --site to check it against a site’s log.\n");
	put_line(&out, "name", intake_text(record, "name"));
	put_line(&out, "office", intake_text(record, "office"));
	put_line(&out, "code", intake_text(record, "code"));
	put_line(&out, "edition",
		 str_fmt(ctx->arena, "%lld", (long long)json_integer_value(json_object_get(record, "edition"))));
	put_line(&out, "words", intake_text(record, "statement"));
	put_line(&out, "signed", intake_text(record, "signed"));
	put_line(&out, "received", intake_text(record, "received"));
	put_line(&out, "text", intake_text(record, "text_sha256"));
	if (v->passkey.any)
		buf_fmt(&out, "A passkey signed these words on %.*s, and made sure who held it.%s\n",
			STR_ARG(v->passkey.site),
			v->passkey.key_in_log ? " The log has had its key since it was added." : "");
	if (v->on_site) {
		buf_fmt(&out, "%s\n", state_words(v->standing.state));
		if (str_eq(v->standing.state, STR("removed")))
			put_line(&out, "why", v->newest.erased_ground);
		for (size_t i = 0; i < v->standing.n_successors; i++)
			buf_fmt(&out, "Edition %d followed: a %s change.\n", v->standing.successors[i].number,
				v->standing.successors[i].change == CHANGE_MINOR ? "minor" : "material");
		if (v->text_removed)
			buf_c(&out, "The text that was signed was removed from this site since.\n");
	}
	buf_c(&out, PROVES "\n");
	return cli_print(ctx, buf_view(&out));
}

enum outcome commitments_verify_run(struct ctx *ctx, const struct cli *cli)
{
	struct str receipt;
	struct claim claim;
	struct verified v = {.on_site = ctx->db != NULL};
	TRY(file_read(ctx, str_c(ctx->arena, cli->args[0]), RECEIPT_BYTES, &receipt));
	TRY(journal_receipt_check(ctx, receipt, &v.content));
	TRY(claim_read(ctx, receipt, v.content, &claim));
	TRY(passkey_check(ctx, receipt, v.content, &v.passkey));
	if (v.on_site) {
		struct commitment commitment;
		TRY(text_check(ctx, &claim, &v.text_removed));
		TRY(commitments_find(ctx, claim.record_id, &commitment));
		TRY(commitments_standing(ctx, &commitment, &v.standing));
		TRY(journal_find(ctx, claim.record_id, 0, &v.newest));
	}
	return cli->json ? print_json(ctx, &v) : print_text(ctx, &v);
}
