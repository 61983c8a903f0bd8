#include "site/colour.h"

#include <math.h>

bool colour_parse(struct str s, struct colour *ret_colour)
{
	unsigned char rgb[3];
	if (s.n != 7 || s.p[0] != '#' || !str_unhex(str_slice(s, 1, 7), rgb, 3))
		return false;
	*ret_colour = (struct colour){rgb[0], rgb[1], rgb[2]};
	return true;
}

static double linear(uint8_t channel)
{
	double value = channel / 255.0;
	return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour colour)
{
	return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

double colour_contrast(struct colour a, struct colour b)
{
	double la = luminance(a);
	double lb = luminance(b);
	return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

struct colour colour_shade(struct colour colour, unsigned percent)
{
	return (struct colour){
		.red = (uint8_t)(colour.red * percent / 100),
		.green = (uint8_t)(colour.green * percent / 100),
		.blue = (uint8_t)(colour.blue * percent / 100),
	};
}

struct str colour_style(struct arena *arena, struct str colour)
{
	struct colour brand;
	if (!colour_parse(colour, &brand))
		return STR("");
	struct colour hover = colour_shade(brand, 75);
	return str_fmt(arena,
		       ":root{--govuk-brand-colour:#%02x%02x%02x;--site-brand-hover-colour:#%02x%02x%02x;"
		       "--site-on-brand-colour:#fff}\n",
		       brand.red, brand.green, brand.blue, hover.red, hover.green, hover.blue);
}
