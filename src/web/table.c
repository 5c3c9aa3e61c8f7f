/* Tables of data told from tables that only place things, and their rows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/table.h"

#include <string.h>

#include "web/element.h"

/* A cell with more text than this is no datum; a table may have a few of them. */
#define CELL_MAX_BYTES 600
#define LONG_CELLS_PER_CELL 6

typedef struct TableFacts {
    size_t rows, cells, filled, long_cells, cell_bytes;
    unsigned row_cells, widest_row;
    bool has_caption, has_header;
} TableFacts;

static void end_cell(TableFacts *facts)
{
    facts->filled += facts->cell_bytes > 0;
    facts->long_cells += facts->cell_bytes > CELL_MAX_BYTES;
    facts->cell_bytes = 0;
}

/* False when one look at the node decides that it is no table of data. */
static bool look_at(TableFacts *facts, const xmlNode *node)
{
    Str name = str_from((const char *)node->name);
    switch (element_get_role(node)) {
    case ROLE_TABLE:
    case ROLE_HEADING:
    case ROLE_QUOTE:
    case ROLE_PRE:
        return false;
    case ROLE_ROW:
        end_cell(facts);
        facts->rows++;
        facts->row_cells = 0;
        break;
    case ROLE_CELL:
        end_cell(facts);
        facts->cells++;
        facts->widest_row = MAX(facts->widest_row, ++facts->row_cells);
        facts->has_header |= str_is_equal(name, STR("th"));
        break;
    default:
        facts->has_caption |= str_is_equal(name, STR("caption"));
        break;
    }
    return true;
}

bool table_is_data(const xmlNode *table)
{
    Str role = xml_get_attribute(table, "role");
    if (words_contain(role, STR("presentation")) || words_contain(role, STR("none")))
        return false;
    TableFacts facts = {0};
    bool skips = false;
    for (const xmlNode *node = xml_next(table, table, false); node;
         node = xml_next(node, table, skips)) {
        skips = false;
        if (node->type == XML_ELEMENT_NODE) {
            if (!look_at(&facts, node))
                return false;
            skips = element_get_role(node) == ROLE_SKIPPED;
        } else {
            facts.cell_bytes += str_trim(xml_get_text(node)).len;
        }
    }
    end_cell(&facts);
    if (facts.has_caption || (facts.has_header && facts.widest_row > 1))
        return facts.filled > 0;
    return facts.rows > 1 && facts.widest_row > 1 && facts.filled > facts.rows &&
           facts.long_cells * LONG_CELLS_PER_CELL <= facts.cells;
}

static bool has_name(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE &&
           str_is_equal(str_from((const char *)node->name), str_from(name));
}

bool table_is_head(const xmlNode *row)
{
    if (has_name(row->parent, "thead"))
        return true;
    size_t names = 0;
    for (const xmlNode *cell = row->children; cell; cell = cell->next) {
        if (has_name(cell, "td"))
            return false;
        names += has_name(cell, "th");
    }
    return names > 1;
}

void table_begin_row(Table *table)
{
    table->row++;
    table->column = table->told = 0;
}

unsigned table_begin_cell(Table *table, const xmlNode *cell)
{
    unsigned start = table->column;
    while (start < TABLE_COLUMNS && table->until[start] > table->row)
        start++;
    unsigned columns = MAX(attribute_get_number(cell, "colspan", 1, TABLE_COLUMNS), 1);
    unsigned rows = MAX(attribute_get_number(cell, "rowspan", 1, UINT16_MAX), 1);
    for (unsigned i = start; i < start + columns && i < TABLE_COLUMNS; i++)
        table->until[i] = table->row + rows;
    table->column = MIN(start + columns, TABLE_COLUMNS);
    unsigned step = start - table->told;
    table->told = start;
    return step;
}
