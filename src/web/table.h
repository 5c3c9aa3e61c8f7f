/* Tables of data told from tables that only place things, and their rows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_WEB_TABLE_H
#define PIYUE_WEB_TABLE_H

#include <piyue/container.h>

#define TABLE_COLUMNS 64u

/* Where in a table of data the walk is. */
typedef struct Table {
    const xmlNode *node;
    unsigned row, column; /* of what is next; both count from 0 */
    unsigned told;        /* columns that table_begin_cell gave away in the row */
    unsigned until[TABLE_COLUMNS]; /* row at which the cell last put there ends */
} Table;

/* Does the table hold rows of short cells? One that holds tables, headings or long
 * paragraphs is a way of placing things on the page. O(text up to what decides). */
bool table_is_data(const xmlNode *table);
/* Does the row name the columns: is it in a thead, or all of th? */
bool table_is_head(const xmlNode *row);
void table_begin_row(Table *table);
/* Begins a cell: returns by how many columns it is behind the cell before (one, or more
 * where a cell spans columns or rows), 0 for the first of a row. */
unsigned table_begin_cell(Table *table, const xmlNode *cell);

#endif
