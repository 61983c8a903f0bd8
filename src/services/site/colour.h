/* Colours and how well they are told apart (WCAG 2.2, "relative luminance" and "contrast ratio"). Private to site. */
#pragma once

#include "base/base.h"

struct colour {
	uint8_t red, green, blue;
};

/* "#1d5c63", either case. */
bool colour_parse(struct str s, struct colour *ret_colour);

/* 1 (the same) to 21 (black on white). */
double colour_contrast(struct colour a, struct colour b);

/* The least ratio of normal text to its background (success criterion 1.4.3, level AA). */
#define COLOUR_CONTRAST_TEXT 4.5

/* Each channel times percent / 100: a darker shade. */
struct colour colour_shade(struct colour colour, unsigned percent);

/* The style sheet that gives a site its colour; empty for the built-in one. */
struct str colour_style(struct arena *arena, struct str colour);
