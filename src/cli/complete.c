/* piyue complete: what can stand where the cursor of a shell is. The files in completion/
 * hand the words of the row over and show what comes back, so that the tables, which are
 * the grammar of the program, are that of all shells too.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_room.h"

#include <piyue/charset.h>
#include <piyue/export.h>
#include <piyue/finder.h>

#include <stdlib.h>
#include <string.h>

#define MOST_DOCUMENTS 100 /* more than anyone reads through */

static const struct {
    const char *name, *synopsis, *help;
} commands[] = {
#define SUBCOMMAND(name, handler, synopsis, help) {name, synopsis, help},
#include "../tables/subcommands.def"
#undef SUBCOMMAND
};

typedef struct Completion {
    Cli *cli;
    Str word;   /* what is there of the word so far */
    Str before; /* what stands in front of it in the same word: "--tag=" */
    Arena *arena;
} Completion;

/* ---- rows -------------------------------------------------------------- */

static void offer(Completion *completion, Str candidate, Str remark)
{
    out_text(completion->cli, completion->before);
    out_text(completion->cli, candidate);
    out_printf(completion->cli, "\t");
    out_text(completion->cli, remark);
    out_printf(completion->cli, "\n");
}

static void offer_prefixed(Completion *completion, Str candidate, Str remark)
{
    if (str_has_prefix(candidate, completion->word))
        offer(completion, candidate, remark);
}

/* A row without a candidate: the shell knows files better. */
static void offer_files(Completion *completion)
{
    out_printf(completion->cli, "\tfiles\n");
}

static void offer_folders(Completion *completion)
{
    out_printf(completion->cli, "\tfolders\n");
}

/* "open|done" */
static void offer_choices(Completion *completion, Str choices)
{
    while (choices.len)
        offer_prefixed(completion, str_split(&choices, '|'), (Str){0});
}

/* ---- what the library holds -------------------------------------------- */

/* The library, where there is one. Completion never complains. */
static Store *find_store(Completion *completion)
{
    Cli *cli = completion->cli;
    Error ignored = {0};
    if (!cli->library && !cli_open_library(cli, false, &ignored)) {
        error_clear(&ignored);
        return NULL;
    }
    return library_get_store(cli->library);
}

static void offer_document(Completion *completion, const DocumentRow *row)
{
    StrBuf number = {0};
    strbuf_appendf(&number, "%lld", (long long)row->id);
    if (str_has_prefix(strbuf_get(&number), completion->word))
        offer(completion, strbuf_get(&number), row->title);
    strbuf_clear(&number);
}

/* Titles that begin so; where none does, those that the letters of their readings find
 * (zfgz: 政府工作报告). */
static void offer_titles(Completion *completion, const DocumentList *list)
{
    FinderMatch matches[MOST_DOCUMENTS];
    Finder *finder = finder_new();
    size_t begun = 0, total = 0;
    finder_set_flags(finder, FINDER_UNBROKEN);
    for (size_t i = 0; i < list->count; i++) {
        finder_add(finder, list->rows[i].title, 0);
        if (str_has_prefix(list->rows[i].title, completion->word) &&
            begun++ < MOST_DOCUMENTS)
            offer(completion, list->rows[i].title, (Str){0});
    }
    size_t count = begun ? 0
                         : finder_match(finder, completion->word, matches,
                                        ARRAY_SIZE(matches), &total);
    for (size_t i = 0; i < count; i++)
        offer(completion, finder_get_name(finder, matches[i].index), (Str){0});
    finder_free(finder);
}

static void list_documents(Completion *completion, bool is_trash)
{
    Store *store = find_store(completion);
    bool is_number =
        !completion->word.len || strchr("0123456789", completion->word.data[0]);
    DocumentFilter filter = {.sort = SORT_RECENT,
                             .trash = is_trash,
                             .limit = completion->word.len ? 0 : MOST_DOCUMENTS};
    DocumentList list = {0};
    Error ignored = {0};
    if (store &&
        store_list_documents(store, &filter, completion->arena, &list, &ignored)) {
        for (size_t i = 0; is_number && i < list.count; i++)
            offer_document(completion, &list.rows[i]);
        if (completion->word.len)
            offer_titles(completion, &list);
    }
    error_clear(&ignored);
}

static void offer_documents(Completion *completion)
{
    list_documents(completion, false);
}

static void offer_trashed(Completion *completion)
{
    list_documents(completion, true);
}

static void offer_documents_or_files(Completion *completion)
{
    offer_documents(completion);
    offer_files(completion);
}

static void offer_tags(Completion *completion)
{
    Store *store = find_store(completion);
    TagList list = {0};
    Error ignored = {0};
    if (store && store_list_tag_names(store, completion->arena, &list, &ignored))
        for (size_t i = 0; i < list.count; i++)
            offer_prefixed(completion, list.rows[i].name, (Str){0});
    error_clear(&ignored);
}

static void offer_collections(Completion *completion)
{
    Store *store = find_store(completion);
    CollectionList list = {0};
    Error ignored = {0};
    if (store && store_list_collections(store, completion->arena, &list, &ignored))
        for (size_t i = 0; i < list.count; i++)
            offer_prefixed(completion, list.rows[i].name, (Str){0});
    error_clear(&ignored);
}

typedef bool ListNames(Store *store, Arena *arena, NamedTextList *list, Error *err);

static void offer_names(Completion *completion, ListNames *list_names)
{
    Store *store = find_store(completion);
    NamedTextList list = {0};
    Error ignored = {0};
    if (store && list_names(store, completion->arena, &list, &ignored))
        for (size_t i = 0; i < list.count; i++)
            offer_prefixed(completion, list.rows[i].name, list.rows[i].text);
    error_clear(&ignored);
}

static void offer_filters(Completion *completion)
{
    offer_names(completion, store_list_filters);
}

static void offer_searches(Completion *completion)
{
    offer_names(completion, store_list_searches);
}

/* ---- what the program knows -------------------------------------------- */

static void offer_commands(Completion *completion)
{
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
        offer_prefixed(completion, str_from(commands[i].name),
                       str_from(_(commands[i].help)));
}

static void offer_citations(Completion *completion)
{
    size_t count = 0;
    const ExportCitation *citations = export_list_citations(&count);
    for (size_t i = 0; i < count; i++)
        offer_prefixed(completion, str_from(citations[i].name),
                       str_from(_(citations[i].summary)));
}

static void offer_encodings(Completion *completion)
{
    for (const char *const *name = charset_list(); *name; name++)
        offer_prefixed(completion, str_from(*name), (Str){0});
}

static void offer_colours(Completion *completion)
{
    const Settings *settings = &completion->cli->settings;
    Str name = {0};
    for (size_t i = 0; mark_get_name(settings, i, &name); i++)
        offer_prefixed(completion, name, (Str){0});
}

static void offer_families(Completion *completion)
{
    for (int family = FAMILY_NONE + 1; family < FAMILY_COUNT; family++)
        offer_prefixed(completion,
                       str_from(outline_get_family_name((OutlineFamily)family)),
                       str_from(_(outline_get_family_summary((OutlineFamily)family))));
}

static void offer_passes(Completion *completion)
{
    static const struct {
        const char *name, *help;
    } passes[] = {
#define CLEAN_PASS(id, name, function, help) {name, help},
#include "../tables/passes.def"
#undef CLEAN_PASS
    };
    for (size_t i = 0; i < ARRAY_SIZE(passes); i++)
        offer_prefixed(completion, str_from(passes[i].name), str_from(_(passes[i].help)));
}

/* ---- the grammar ------------------------------------------------------- */

/* What a word of a synopsis stands for; `where` (NULL: anywhere) is the option it follows
 * or the command it belongs to. */
static const struct {
    const char *where, *word;
    void (*offer)(Completion *completion);
} kinds[] = {
    {NULL, "DOC", offer_documents},
    {"restore", "DOC|PASSAGE", offer_trashed},
    {"purge", "DOC|PASSAGE", offer_trashed},
    {NULL, "DOC|PASSAGE", offer_documents},
    {NULL, "DOC|FILE", offer_documents_or_files},
    {NULL, "FILE", offer_files},
    {NULL, "PATH", offer_files},
    {NULL, "FILE|-", offer_files},
    {NULL, "PATH|-", offer_files},
    {NULL, "DIR", offer_folders},
    {NULL, "COMMAND", offer_commands},
    {NULL, "TAG", offer_tags},
    {NULL, "T", offer_tags},
    {"tag", "NEW", offer_tags},
    {"tag", "FROM", offer_tags},
    {"tag", "INTO", offer_tags},
    {"heading", "T", NULL}, /* a title */
    {"heading", "FAMILY", offer_families},
    {"collection", "NAME", offer_collections},
    {"collect", "NAME", offer_collections},
    {"filter", "NAME", offer_filters},
    {"drop-filter", "NAME", offer_filters},
    {"save-filter", "NAME", offer_filters},
    {"saved", "NAME", offer_searches},
    {"save", "NAME", offer_searches},
    {"forget", "NAME", offer_searches},
    {NULL, "E", offer_encodings},
    {NULL, "C", offer_citations},
    {NULL, "S", offer_colours},
    {NULL, "PASS", offer_passes},
};

static void offer_kind(Completion *completion, const char *command, Str option, Str word)
{
    if (str_find(word, STR("|"), 0) != STR_NONE && word.data[0] >= 'a') {
        offer_choices(completion, word);
        return;
    }
    for (int pass = 0; pass < 2; pass++) /* what is said of a place goes first */
        for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
            const char *where = kinds[i].where;
            bool fits = pass ? !where
                             : where && (str_is_equal(option, str_from(where)) ||
                                         strcmp(command, where) == 0);
            if (!fits || !str_is_equal(word, str_from(kinds[i].word)))
                continue;
            if (kinds[i].offer)
                kinds[i].offer(completion);
            return;
        }
}

/* The next word of a synopsis without its brackets; `*repeats` for a `...` behind it. */
static Str next_word(Str *rest, bool *repeats)
{
    Str word = str_split(rest, ' ');
    while (word.len && strchr("[(", word.data[0]))
        word = str_slice(word, 1, word.len);
    Str tail = STR("...");
    *repeats = word.len >= tail.len &&
               str_is_equal(str_slice(word, word.len - tail.len, word.len), tail);
    if (*repeats)
        word = str_slice(word, 0, word.len - tail.len);
    while (word.len && strchr("])", word.data[word.len - 1]))
        word = str_slice(word, 0, word.len - 1);
    return word;
}

/* The word of the synopsis for argument `index` that is no option: the last one stands
 * for all that follow where it repeats. Empty for none. */
static Str find_argument(const Args *args, Str synopsis, size_t index)
{
    Str found = {0};
    bool repeats = false;
    for (size_t at = 0; synopsis.len;) {
        Str word = next_word(&synopsis, &repeats);
        if (word.len > 1 && word.data[0] == '-') {
            size_t dashes = word.data[1] == '-' ? 2 : 1;
            for (size_t i = 0; i < args->option_count; i++)
                if (args->options[i].takes_value &&
                    str_is_equal(args->options[i].name,
                                 str_slice(word, dashes, word.len)))
                    next_word(&synopsis, &repeats);
        } else if (word.len && !str_is_equal(word, STR("|"))) {
            found = word;
            if (at++ == index)
                return found;
        }
    }
    return repeats ? found : (Str){0};
}

static void offer_verbs(Completion *completion, Str synopsis)
{
    while (synopsis.data) {
        Str form = synopsis_split(&synopsis);
        offer_prefixed(completion, str_split(&form, ' '), (Str){0});
    }
}

static void offer_global_options(Completion *completion)
{
    static const struct {
        const char *name, *help;
    } globals[] = {{"--library", N_("the library to use")},
                   {"--config", N_("the configuration to read")},
                   {"--help", N_("explain the program or a command")},
                   {"--version", N_("print the version")}};
    for (size_t i = 0; i < ARRAY_SIZE(globals); i++)
        offer_prefixed(completion, str_from(globals[i].name),
                       str_from(_(globals[i].help)));
}

static void offer_options(Completion *completion, const Args *grammar)
{
    StrBuf option = {0};
    for (size_t i = 0; i < grammar->option_count; i++) {
        Str name = grammar->options[i].name;
        strbuf_reset(&option);
        strbuf_append_text(&option, name.len == 1 ? "-" : "--");
        strbuf_append_str(&option, name);
        offer_prefixed(completion, strbuf_get(&option), (Str){0});
    }
    strbuf_clear(&option);
    offer_global_options(completion);
}

static void offer_value(Completion *completion, const char *command,
                        const ArgOption *option)
{
    Str rest = str_from(option->name.data + option->name.len + 1);
    bool repeats = false;
    offer_kind(completion, command, option->name, next_word(&rest, &repeats));
}

/* ---- the row ----------------------------------------------------------- */

static const ArgOption *find_valued(const Args *grammar, Str word)
{
    if (word.len < 2 || word.data[0] != '-')
        return NULL;
    Str name = str_slice(word, word.data[1] == '-' ? 2 : 1, word.len);
    for (size_t i = 0; i < grammar->option_count; i++)
        if (grammar->options[i].takes_value &&
            str_is_equal(grammar->options[i].name, name))
            return &grammar->options[i];
    return NULL;
}

/* Goes through the words behind a command, the last of which is being typed. */
static void complete_words(Completion *completion, const char *command, Str synopsis,
                           const Args *grammar, const char *const *words, size_t count)
{
    const ArgOption *valued = NULL;
    size_t arguments = 0;
    bool is_over = false;
    for (size_t i = 0; i + 1 < count; i++) {
        Str word = str_from(words[i]);
        if (str_is_equal(word, STR("=")))
            continue; /* bash takes --tag=x apart */
        if (valued)
            valued = NULL;
        else if (!is_over && word.len > 1 && word.data[0] == '-') {
            is_over = str_is_equal(word, STR("--"));
            valued = find_valued(grammar, word);
        } else
            arguments++;
    }
    Str word = completion->word, value = word;
    Str name = str_split(&value, '=');
    if (valued) {
        if (str_is_equal(word, STR("=")))
            completion->word = (Str){0};
        offer_value(completion, command, valued);
    } else if (!is_over && name.len < word.len && find_valued(grammar, name)) {
        completion->before = str_slice(word, 0, name.len + 1);
        completion->word = value;
        offer_value(completion, command, find_valued(grammar, name));
    } else if (!is_over && word.len && word.data[0] == '-')
        offer_options(completion, grammar);
    else
        offer_kind(completion, command, (Str){0},
                   find_argument(grammar, synopsis, arguments));
}

static void complete_command(Completion *completion, size_t command,
                             const char *const *words, size_t count)
{
    Str synopsis = str_from(commands[command].synopsis);
    Str form = synopsis_find(synopsis, count > 1 ? str_from(words[0]) : (Str){0});
    if (!str_is_equal(form, synopsis) && count == 1) {
        offer_verbs(completion, synopsis);
        return;
    }
    char *grammar = str_dup(form);
    Args args;
    args_init(&args, commands[command].name, grammar);
    complete_words(completion, commands[command].name, str_from(grammar), &args, words,
                   count);
    args_clear(&args);
    free(grammar);
}

/* Global options in front of the command; the library that one names is asked. Returns
 * the number of words they are. */
static size_t skip_globals(Cli *cli, const char *const *words, size_t count)
{
    size_t at = 0;
    while (at + 1 < count && words[at][0] == '-') {
        bool is_library = strcmp(words[at], "--library") == 0;
        if (is_library || strcmp(words[at], "--config") == 0) {
            if (at + 2 >= count)
                break;
            *(is_library ? &cli->globals.library : &cli->globals.config) = words[at + 1];
            at++;
        }
        at++;
    }
    return at;
}

static void complete_row(Completion *completion, const char *const *words, size_t count)
{
    size_t first = skip_globals(completion->cli, words, count);
    completion->word = str_from(words[count - 1]);
    if (first + 1 < count)
        for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
            if (strcmp(commands[i].name, words[first]) == 0) {
                complete_command(completion, i, words + first + 1, count - first - 1);
                return;
            }
    bool is_value = count - first == 2;
    if (is_value && strcmp(words[first], "--library") == 0)
        offer_folders(completion);
    else if (completion->word.len && completion->word.data[0] == '-')
        offer_global_options(completion);
    else {
        if (first + 1 == count)
            offer_commands(completion);
        offer_files(completion);
    }
}

bool cmd_complete(Cli *cli, const Args *args, Error *err)
{
    if (!args_want(args, 1, SIZE_MAX, err))
        return false;
    Completion completion = {.cli = cli, .arena = arena_new()};
    complete_row(&completion, args->words, args->count);
    arena_free(completion.arena);
    return true;
}
