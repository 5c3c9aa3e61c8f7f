/* Ranks: texts whose byte order is an order made by hand, with room between any two.
 *
 * A rank is a whole number of eight digits of base 36 and, where something was put
 * between two neighbours, a fraction: digits that do not end in 0. So one entry moves
 * without any other being touched, and a long list is appended to without ranks growing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_RANK_H
#define PIYUE_LIBRARY_RANK_H

#include <piyue/base.h>

/* Appends a rank behind `before` and in front of `behind`; an empty one is an end of the
 * list. False where there is no room: they are not in order, or are no ranks. */
bool rank_between(Str before, Str behind, StrBuf *out) MUST_CHECK;

#endif
