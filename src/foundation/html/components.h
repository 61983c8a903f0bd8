/* The design system's components, as views. Structs are filled by the rooms' web files; everything in them is plain
 * text. Titles, labels, hints, choices, buttons, tags and the like are looked up as messages (D11), and shown as they
 * are where there is no translation; values never. */
#pragma once

#include "html/html.h"

/* One entry of the menu or of a breadcrumb. */
struct page_link {
	struct str text;
	struct str href;
	bool current;
};

/* Around every page. A public page's bytes are the same for everyone (D5), so nobody's name stands in it: the member's
 * and officer's pages say `signed_in_as`. */
struct page {
	struct str title; /* of the page, without the site's name */
	struct str site_name;
	struct str lang;      /* "en" */
	struct str canonical; /* absolute address, or empty */
	const struct page_link *menu;
	size_t n_menu;
	const struct page_link *breadcrumbs;
	size_t n_breadcrumbs;
	struct str signed_in_as;        /* empty on public pages */
	struct str csrf;                /* for the sign-out form; empty on public pages */
	struct str notice;              /* a green banner after a form was accepted; empty: none */
	const struct problem *problems; /* the error summary on top; NULL: none */
	bool demo;                      /* a banner: this is a demonstration */
	bool wide;                      /* as wide as the window allows, else a comfortable line */
};

/* One more step of the way back to this page, behind those that it has; the first is the home page. */
void page_step(struct arena *arena, struct page *page, struct str text, struct str href);

void page_layout_begin(struct html *h, const struct page *page);
void page_layout_end(struct html *h, const struct page *page);

/* The problems as a list on top of a form: each of a field leads to it. Part of the layout. */
void error_summary(struct html *h, const struct problem *problems);

/* A form's fields. `name` is the field's, its id too; the problem of that name, if any, stands above it and the summary
 * links to it. */
struct field {
	const char *name;
	struct str label;
	struct str hint; /* empty: none */
	struct str value;
	const struct problem *problems; /* all of the page's; the component finds its own */
	const char *autocomplete;       /* NULL: none */
	const char *type;               /* "text", "password", "email", "date" …; NULL: text */
	int rows;                       /* of a text area */
	bool large_label;               /* the label is the page's heading */
	bool hidden_label;              /* for the ear alone: what stands around says it to the eye */
	bool multiple;                  /* takes several files */
	bool spellcheck_off;
};

struct choice {
	struct str value;
	struct str text;
	struct str hint;
	bool chosen;
};

void field_input(struct html *h, const struct field *field);
void field_textarea(struct html *h, const struct field *field);
void field_file(struct html *h, const struct field *field);
void field_select(struct html *h, const struct field *field, const struct choice *choices, size_t n);
void field_radios(struct html *h, const struct field *field, const struct choice *choices, size_t n);
void field_checkbox(struct html *h, const struct field *field, const struct choice *choice);

/* The hidden fields that every form has: CSRF token `_csrf`, one-time form id `_form`, version of the row `_version`
 * (D13). An empty one is left out. */
struct form_hidden {
	struct str csrf;
	struct str form_id;
	int64_t version; /* 0: the form changes no row */
};
void form_hidden(struct html *h, const struct form_hidden *hidden);

void button(struct html *h, struct str text);
void button_warning(struct html *h, struct str text);
void button_secondary(struct html *h, struct str text);
void button_link(struct html *h, struct str text, struct str href);

struct summary_row {
	struct str key;
	struct str value;
	struct str href; /* "Change"; empty: none */
	struct str action;
};
void summary_list(struct html *h, const struct summary_row *rows, size_t n);

void warning_text(struct html *h, struct str text);
void tag(struct html *h, struct str text, const char *colour); /* "grey", "green" …; NULL: the plain one */

/* The page of an outcome that is not OK: what happened, what to do. */
struct error_page {
	struct page page;
	unsigned status;
	struct str heading;
	struct str explanation;
	struct str advice;
};
void error_page_show(struct html *h, const struct error_page *error);

/* ---- Asked by the components' templates ---- */

const char *page_lang(const struct html *h, const struct page *page);
bool page_titled(const struct page *page); /* the page has a title of its own, beside the site's name */
bool problem_names_field(const struct problem *problem);
struct str problem_place(struct html *h, const struct problem *problem);  /* "code.md:12:3" */
const struct problem *field_problem(const struct field *field);           /* NULL: none */
struct str field_described_by(struct html *h, const struct field *field); /* the ids of its hint and problem */
const char *field_type(const struct field *field);
bool field_is_secret(const struct field *field); /* what was typed is not sent back */
struct str choice_id(struct html *h, const struct field *field, ptrdiff_t at);
