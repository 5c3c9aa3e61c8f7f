/* The message catalogues compiled into the program; made by po/embed.sh.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_BASE_CATALOGUE_H
#define PIYUE_BASE_CATALOGUE_H

typedef struct Catalogue {
    const char *language;      /* "zh_CN" */
    const unsigned char *data; /* a GNU MO file; NULL ends the list */
} Catalogue;
extern const Catalogue catalogues[];

#endif
