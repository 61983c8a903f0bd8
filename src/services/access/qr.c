#include <qrencode.h>

#include "access/invite.h"

#define QUIET 4 /* ISO/IEC 18004 section 6.3.8 */

static void qr_freep(QRcode **code)
{
	QRcode_free(*code);
}

bool qr_path(struct arena *arena, struct str text, struct str *ret_path, int64_t *ret_side)
{
	CLEANUP(qr_freep) QRcode *code = QRcode_encodeString8bit(str_c(arena, text), 0, QR_ECLEVEL_M);
	if (!code)
		return false;
	struct buf path = buf_open(arena, 16 * 1024);
	for (int y = 0; y < code->width; y++) {
		for (int x = 0; x < code->width; x++) {
			int from = x;
			while (x < code->width && (code->data[y * code->width + x] & 1))
				x++;
			if (x > from)
				buf_fmt(&path, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
		}
	}
	*ret_path = buf_view(&path);
	*ret_side = code->width + 2 * QUIET;
	return true;
}
