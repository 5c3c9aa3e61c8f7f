/* The locale of characters, for libraries that ask libc what a byte is.
 *
 * Messages do not depend on it (translate_set_language), nor do texts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_BASE_LOCALE_H
#define PIYUE_BASE_LOCALE_H

#include <piyue/base.h>

/* Makes this the locale of characters, "" for that of the environment. Is it UTF-8? */
typedef bool LocaleTaker(const char *name);
LocaleTaker locale_take;

/* The environment's locale where it is UTF-8, else the first of some that is.
 * ERR_ENVIRONMENT where there is none: libraries would print question marks. */
bool locale_take_utf8(LocaleTaker *take, Error *err);

#endif
