/* The ledger's table and how it is put in order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LEDGER_TABLE_H
#define PIYUE_LEDGER_TABLE_H

#include <piyue/ledger.h>

typedef struct LedgerRow {
    int64_t id, doc, created_ms, due_ms;
    uint64_t chapter; /* hash of the headings above */
    uint32_t block, off;
    uint16_t style, author; /* numbers in the tables of names */
    uint8_t status;
    bool is_orphan;
} LedgerRow;

/* A few texts that come again and again, by number. */
typedef struct NameTable {
    char **names; /* owned */
    size_t count, capacity, last;
} NameTable;

struct Ledger {
    Store *store;
    LedgerRow *rows; /* owned; by document, place, id */
    size_t count, capacity;
    size_t chapter_count; /* the rows whose chapters are known, from the first on */
    NameTable styles, authors;
    int64_t seen_op; /* the last operation that the table knows */
    bool is_complete;
    IdList pairs; /* (annotation, tag), by annotation */
    bool has_pairs;
};

/* SIZE_MAX where the name is in no row. */
size_t name_table_find(NameTable *table, Str name);

/* Takes what was changed since from the operations. The table is complete. */
bool ledger_catch_up(Ledger *ledger, Error *err) MUST_CHECK;

/* ---- sorting (order.c) --------------------------------------------------- */

typedef struct Sortable {
    uint64_t key;
    int64_t id;
} Sortable;
/* A number as a key, so that smaller ones come first. */
uint64_t order_key(int64_t number);
/* By key; equal ones stay as they are. Radix sort: O(bytes in which keys differ × count).
 */
void order_sort(Sortable *rows, size_t count);

#endif
