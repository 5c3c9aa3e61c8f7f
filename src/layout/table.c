/* How a table is laid out: which rows it has, how wide its columns are.
 *
 * The widths come from its cells. Where the table is too wide, the widest columns give
 * way and their cells wrap; where that would make ribbons of them, each row becomes a
 * record. Of a long table some rows are measured, at the top, at the end and in between:
 * a cell that is wider than those wraps in its column.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "layout/layout_private.h"

#define GAP_COLUMNS 2      /* between columns */
#define TEXT_MIN_COLUMNS 8 /* that a column of text keeps */
#define RIBBON_COLUMNS 16  /* a column narrower than this … */
#define RIBBON_ROWS 3      /* … with cells of more rows than this is a ribbon */
#define RIBBON_SHARE 4     /* one row of so many may have one */
#define SAMPLE_FIRST 160   /* rows measured at the top */
#define SAMPLE_REST 96     /* … and below */
#define NUMBERS_OF_FOUR 3  /* cells of four that make a column of numbers */

/* ---- cells ------------------------------------------------------------- */

Str cell_get(Str row, size_t index)
{
    Str rest = row, cell = {0};
    for (size_t i = 0; i <= index; i++) {
        if (!rest.data)
            return str_slice(row, row.len, row.len);
        cell = str_split(&rest, '\t');
    }
    return cell;
}

bool cell_is_number(Str cell)
{
    Str others = STR(" .,:/%+-()$~‰−±％（），．￥¥元万亿");
    WidthPolicy width = {0};
    Cluster cluster;
    bool has_digit = false;
    for (size_t off = 0; cluster_next(cell, &off, &width, &cluster);) {
        Str one = cluster.text;
        bool is_full = one.len == 3 && str_has_prefix(one, STR("\xef\xbc")) &&
                       (unsigned char)one.data[2] >= 0x90 &&
                       (unsigned char)one.data[2] <= 0x99;
        bool is_digit =
            is_full || (one.len == 1 && one.data[0] >= '0' && one.data[0] <= '9');
        if (!is_digit && str_find(others, one, 0) == STR_NONE)
            return false;
        has_digit |= is_digit;
    }
    return has_digit;
}

/* Stands for a value that is not there. */
static bool cell_is_blank(Str cell)
{
    static const char *const blanks[] = {"", "-", "—", "——", "/", "……"};
    cell = text_trim(cell);
    for (size_t i = 0; i < ARRAY_SIZE(blanks); i++)
        if (str_is_equal(cell, str_from(blanks[i])))
            return true;
    return false;
}

/* ---- which rows -------------------------------------------------------- */

static bool is_row(const Layout *layout, uint32_t block)
{
    return document_get_block(layout->document, block).kind == BLOCK_TABLE_ROW;
}

/* Does a table begin with this row, though there is another before it? */
static bool starts_table(const Layout *layout, uint32_t block)
{
    BlockInfo info = document_get_block(layout->document, block);
    BlockInfo before = document_get_block(layout->document, block - 1);
    return info.flags & BLOCK_BLANK_BEFORE ||
           (info.evidence & EVIDENCE_HEAD && !(before.evidence & EVIDENCE_HEAD));
}

/* Rows from one to the next heading, blank row or head. */
static void table_find_rows(const Layout *layout, uint32_t block, TableShape *table)
{
    const Document *document = layout->document;
    size_t section =
        sections_find_from(document->sections, document->section_count, block);
    uint32_t end = section < document->section_count
                       ? document->sections[section].heading.block
                       : document->block_count;
    uint32_t start = section ? document->sections[section - 1].heading.block + 1 : 0;
    table->first = block;
    table->end = block + 1;
    while (table->first > start && !starts_table(layout, table->first) &&
           is_row(layout, table->first - 1))
        table->first--;
    while (table->end < end && is_row(layout, table->end) &&
           !starts_table(layout, table->end))
        table->end++;
}

/* ---- measuring --------------------------------------------------------- */

/* What the measured rows say of a column. */
typedef struct ColumnFacts {
    int widest, widest_head, widest_value;
    unsigned values, numbers;
} ColumnFacts;

typedef struct TableFacts {
    ColumnFacts columns[TABLE_COLUMNS_MAX];
    size_t count;   /* of cells in the longest row */
    bool is_headed; /* the first row has a word in every cell, and no number */
} TableFacts;

/* The next row to be measured; table->end behind the last. */
static uint32_t sample_next(const TableShape *table, uint32_t block)
{
    uint32_t done = block + 1 - table->first, rows = table->end - table->first;
    if (done < SAMPLE_FIRST || rows <= SAMPLE_FIRST + SAMPLE_REST)
        return block + 1;
    uint32_t step = (rows - SAMPLE_FIRST) / SAMPLE_REST;
    if (block + 1 == table->end)
        return table->end;
    return MIN(block + step, table->end - 1);
}

static int cell_width(const Layout *layout, Str cell)
{
    size_t wide = text_columns(cell, &layout->options.width);
    return (int)MIN(wide, BLOCK_MAX_BYTES);
}

static void facts_add_row(TableFacts *facts, const Layout *layout, Str row, bool is_head)
{
    size_t filled = 0, count = 0, words = 0;
    for (Str rest = row; rest.data; count++) {
        Str cell = str_split(&rest, '\t');
        filled += cell.len > 0;
        words += cell.len > 0 && !cell_is_number(cell);
    }
    if (is_head)
        facts->is_headed = words == count;
    facts->count = MAX(facts->count, count);
    if (filled < 2)
        return; /* a line across the table */
    Str rest = row;
    for (size_t i = 0; i < MIN(count, (size_t)TABLE_COLUMNS_MAX); i++) {
        Str cell = str_split(&rest, '\t');
        ColumnFacts *column = &facts->columns[i];
        int wide = cell_width(layout, cell);
        column->widest = MAX(column->widest, wide);
        if (is_head)
            column->widest_head = wide;
        else
            column->widest_value = MAX(column->widest_value, wide);
        if (is_head || cell_is_blank(cell))
            continue;
        column->values++;
        column->numbers += cell_is_number(cell);
    }
}

typedef void SampleEach(void *context, const Layout *layout, uint32_t block, Str row);

static void sample_each(const Layout *layout, const TableShape *table, SampleEach *each,
                        void *context)
{
    StrBuf shown = {0};
    for (uint32_t block = table->first; block < table->end;
         block = sample_next(table, block)) {
        Str text = document_get_text(layout->document, block);
        if (layout->options.full_punctuation) {
            strbuf_reset(&shown);
            layout_show(text, 0, text.len, &shown);
            text = strbuf_get(&shown);
        }
        each(context, layout, block, text);
    }
    strbuf_clear(&shown);
}

typedef struct Measuring {
    TableShape *table;
    TableFacts facts;
    unsigned rows, ribbons, high;
} Measuring;

static void measure_row(void *context, const Layout *layout, uint32_t block, Str row)
{
    Measuring *measuring = context;
    facts_add_row(&measuring->facts, layout, row, block == measuring->table->first);
}

/* ---- widths ------------------------------------------------------------ */

/* Room that a column takes when none may be wider than `widest`; numbers stay whole. */
static int column_capped(const TableColumn *column, const ColumnFacts *facts, int widest)
{
    int least = column->is_number ? facts->widest_value : 0;
    return MAX(MIN(facts->widest, widest), least);
}

/* Makes the widest columns narrower until all fit; false when they cannot. */
static bool table_fit(TableShape *table, const TableFacts *facts, int columns)
{
    int room = columns - GAP_COLUMNS * ((int)table->count - 1), widest = columns, used;
    do {
        used = 0;
        for (size_t i = 0; i < table->count; i++)
            used += column_capped(&table->columns[i], &facts->columns[i], widest);
    } while (used > room && widest-- > TEXT_MIN_COLUMNS);
    if (used > room)
        return false;
    int left = 0;
    for (size_t i = 0; i < table->count; i++) {
        TableColumn *column = &table->columns[i];
        int wide = column_capped(column, &facts->columns[i], widest);
        /* What is over makes wrapped columns wider by a Han. */
        int more = MIN(facts->columns[i].widest - wide, MIN(room - used, 2));
        used += more;
        column->columns = (uint16_t)(wide + more);
        column->left = (uint16_t)left;
        left += wide + more + GAP_COLUMNS;
    }
    return true;
}

/* Counts the rows that the widths make high, and those with a ribbon in them. A cell in
 * front of empty ones has their room. */
static void judge_row(void *context, const Layout *layout, uint32_t block, Str row)
{
    Measuring *measuring = context;
    (void)block;
    bool has_ribbon = false;
    int highest = 1;
    Str rest = row;
    for (size_t i = 0; rest.data && i < measuring->table->count; i++) {
        int wide = cell_width(layout, str_split(&rest, '\t'));
        int columns = MAX((int)measuring->table->columns[i].columns, 1);
        int rows = (wide + columns - 1) / columns;
        if (rest.data && (!rest.len || rest.data[0] == '\t'))
            continue;
        has_ribbon |= columns < RIBBON_COLUMNS && rows > RIBBON_ROWS;
        highest = MAX(highest, rows);
    }
    measuring->rows++;
    measuring->ribbons += has_ribbon;
    measuring->high += highest > 1;
}

/* Which row names the columns: markup says so, or it is words over numbers. */
static uint32_t table_find_head(const Layout *layout, const Measuring *measuring)
{
    const TableShape *table = measuring->table;
    BlockInfo first = document_get_block(layout->document, table->first);
    bool has_numbers = false;
    for (size_t i = 0; i < table->count; i++)
        has_numbers |= table->columns[i].is_number;
    bool is_head =
        first.evidence & EVIDENCE_HEAD ||
        (measuring->facts.is_headed && has_numbers && table->end - table->first > 2);
    return is_head ? table->first : BLOCK_NONE;
}

static void table_shape(const Layout *layout, TableShape *table)
{
    Measuring measuring = {.table = table};
    sample_each(layout, table, measure_row, &measuring);
    const TableFacts *facts = &measuring.facts;
    table->count = facts->count;
    table->head = BLOCK_NONE;
    table->form = TABLE_LOOSE;
    if (facts->count < 2 || facts->count > TABLE_COLUMNS_MAX)
        return;
    int names = 0;
    for (size_t i = 0; i < table->count; i++) {
        const ColumnFacts *column = &facts->columns[i];
        table->columns[i].is_number =
            column->numbers * 4 >= column->values * NUMBERS_OF_FOUR &&
            column->numbers > 0;
        names = MAX(names, column->widest_head);
    }
    table->head = table_find_head(layout, &measuring);
    bool is_fit = table_fit(table, facts, layout->options.columns);
    if (is_fit)
        sample_each(layout, table, judge_row, &measuring);
    bool is_ribbon = measuring.ribbons * RIBBON_SHARE > measuring.rows;
    table->form = is_fit && !is_ribbon ? TABLE_ALIGNED : TABLE_RECORDS;
    table->is_airy = table->form == TABLE_RECORDS || measuring.high * 2 > measuring.rows;
    names = MIN(names, layout->options.columns * 2 / 5);
    table->label_columns = (uint16_t)(table->head == BLOCK_NONE ? 0 : MAX(names, 2));
}

const TableShape *layout_get_table(Layout *layout, uint32_t block)
{
    unsigned generation = layout->options_generation + 1;
    for (size_t i = 0; i < TABLES_CACHED; i++) {
        const TableShape *known = &layout->tables[i];
        if (known->options_seen == generation && known->first <= block &&
            block < known->end)
            return known;
    }
    TableShape *table = &layout->tables[layout->next_table];
    layout->next_table = (layout->next_table + 1) % TABLES_CACHED;
    *table = (TableShape){.options_seen = generation};
    table_find_rows(layout, block, table);
    table_shape(layout, table);
    return table;
}
