/* base: what every room stands on.
 *
 * Memory that never fails silently, borrowed and owned strings, errors with a
 * sentence for the user, reports, files, hashes, clocks and translation. Knows
 * nothing of Unicode, documents, databases or terminals.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_BASE_H
#define PIYUE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(format_index, first_index)                                           \
    __attribute__((format(printf, format_index, first_index)))
#define FORMAT_ARG(index) __attribute__((format_arg(index)))
#define NORETURN __attribute__((noreturn))
#define MUST_CHECK __attribute__((warn_unused_result))
#else
#define PRINTF_LIKE(format_index, first_index)
#define FORMAT_ARG(index)
#define NORETURN
#define MUST_CHECK
#endif

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* ---- broken invariants ------------------------------------------------- */

/* States an invariant of ours. When it does not hold the program saves drafts
 * (see mem_set_last_words) and aborts with the place and the condition. Never
 * used for what a user, a file or a disk can cause. */
#define BUG_ON(condition)                                                                \
    do {                                                                                 \
        if (condition)                                                                   \
            bug(__FILE__, __LINE__, #condition);                                         \
    } while (0)
NORETURN void bug(const char *file, int line, const char *condition);

/* ---- memory ------------------------------------------------------------ */

/* `size` zeroed bytes; never NULL. When the system has none left, the last
 * words are run and the program ends with exit status 2. Free with free(). */
void *mem_alloc(size_t size_bytes);
/* What they do when there is none, for libraries that allocate by themselves. */
NORETURN void mem_exhausted(void);

/* Zeroed array of `count` items; `count * item_bytes` is checked. */
void *mem_alloc_array(size_t count, size_t item_bytes);

/* Makes room for `needed` items in a growing array: returns `array` or its
 * moved copy and updates `*capacity` (items). Grows by half at least, so that
 * appending is O(1) amortised. New items are not zeroed. */
void *mem_grow(void *array, size_t *capacity, size_t needed, size_t item_bytes);

/* Owned copy of `size` bytes, with a NUL behind them that does not count. */
char *mem_dup(const void *data, size_t size_bytes);

/* What to do before an abort for lack of memory or a bug: save drafts, give the
 * terminal back. It must not allocate much and must not return late. */
typedef void LastWords(void *context);
void mem_set_last_words(LastWords *last_words, void *context);

/* a + b and a * b; an overflow ends the program as lack of memory does: no system has
 * room for what would be asked. */
size_t size_add(size_t a, size_t b);
size_t size_mul(size_t a, size_t b);

/* A region whose pieces die together. Pieces are aligned for any type and never
 * move. Not thread-safe. */
typedef struct Arena Arena;
Arena *arena_new(void);
void arena_free(Arena *arena);                                      /* NULL is fine */
void *arena_alloc(Arena *arena, size_t size_bytes);                 /* zeroed */
char *arena_dup(Arena *arena, const char *data, size_t size_bytes); /* NUL added */
/* Moves an array that mem_grow made into the arena; NULL stays NULL. */
void *arena_keep_array(Arena *arena, void *array, size_t count, size_t item_bytes);
size_t arena_get_bytes(const Arena *arena); /* taken from the system so far */

/* ---- strings ----------------------------------------------------------- */

/* A borrowed slice of bytes: UTF-8 unless said otherwise, without a NUL. Passed
 * by value; whoever hands it out says until when it lives. */
typedef struct Str {
    const char *data;
    size_t len; /* bytes */
} Str;

#define STR(literal) ((Str){("" literal), sizeof(literal) - 1})
/* For printf("%.*s", STR_ARG(str)). */
#define STR_ARG(str) (int)(str).len, ((str).data ? (str).data : "")

Str str_from(const char *text);                   /* NULL gives the empty Str */
Str str_slice(Str str, size_t start, size_t end); /* [start, end), clamped to str */
bool str_is_equal(Str a, Str b);
/* < 0, 0 or > 0: by bytes, which is the order of code points in UTF-8. */
int str_compare(Str a, Str b);
bool str_is_equal_nocase(Str a, Str b); /* ASCII letters only */
bool str_is_ascii(Str str);             /* the empty Str is */
bool str_has_prefix(Str str, Str prefix);
bool str_has_suffix(Str str, Str suffix);
/* Byte offset of the first `needle` at or after `from`, or STR_NONE. */
size_t str_find(Str str, Str needle, size_t from);
#define STR_NONE SIZE_MAX
Str str_trim(Str str); /* without ASCII blanks and line ends on both sides */
/* Splits at `separator`: the part before it, and the rest in `*rest`. Without a
 * separator the whole of `*rest` is returned and `*rest` becomes empty with
 * data == NULL, which ends a loop: while (rest.data) part = str_split(&rest, ':'). */
Str str_split(Str *rest, char separator);
char *str_dup(Str str);               /* owned, NUL-terminated */
Str arena_str(Arena *arena, Str str); /* copy that dies with the arena */
/* Whole of `str` as a decimal number; false when it is none or overflows. */
bool str_parse_int(Str str, int64_t *value);
/* Bytes of the number that JSON allows (RFC 8259, 6) at the start of a text; 0 for none. */
size_t str_measure_number(Str text);
/* Edits (insert, delete, replace) that turn a into b, at most `limit` + 1: for
 * "did you mean". O(a.len * b.len), meant for names. */
size_t str_distance(Str a, Str b, size_t limit);

/* A string that grows. {0} is an empty one; `data` is NUL-terminated once
 * anything was appended. Owned by whoever holds it: strbuf_clear frees. */
typedef struct StrBuf {
    char *data;
    size_t len; /* bytes, without the NUL */
    size_t capacity;
} StrBuf;

void strbuf_clear(StrBuf *buf); /* frees; reusable as empty */
void strbuf_reset(StrBuf *buf); /* empties, keeps the room */
void strbuf_reserve(StrBuf *buf, size_t more_bytes);
void strbuf_append(StrBuf *buf, const void *data, size_t len_bytes);
void strbuf_append_str(StrBuf *buf, Str str);
void strbuf_append_text(StrBuf *buf, const char *text);
void strbuf_append_byte(StrBuf *buf, char byte);
void strbuf_appendf(StrBuf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void strbuf_appendv(StrBuf *buf, const char *format, va_list args) PRINTF_LIKE(2, 0);
/* Replaces the bytes [start, end) by `with`. O(buf.len - start). */
void strbuf_splice(StrBuf *buf, size_t start, size_t end, Str with);
Str strbuf_get(const StrBuf *buf); /* borrowed until buf changes */
char *strbuf_detach(StrBuf *buf);  /* owned NUL-terminated text; buf is empty again */

/* ---- errors and reports ------------------------------------------------ */

typedef enum ErrorCode {
#define ERROR_CODE(id, exit_status, summary) ERR_##id,
#include "../../src/tables/errors.def"
#undef ERROR_CODE
    ERROR_CODE_COUNT
} ErrorCode;

/* What went wrong, in one sentence for the user: what happened, to which thing,
 * what to do. {0} is "no error". Owned by the caller: error_clear. */
typedef struct Error {
    ErrorCode code;
    char *message; /* owned; NULL while there is no error */
} Error;

/* Sets `err` (an earlier message is replaced) and returns false, so that a
 * function can end `return error_set(err, ERR_FORMAT, _("…"), …);`. Foreign text
 * among the arguments is sanitised by whoever prints the message. */
bool error_set(Error *err, ErrorCode code, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same with ": " and the system's words for `error_number` behind it. */
bool error_set_system(Error *err, ErrorCode code, int error_number, const char *format,
                      ...) PRINTF_LIKE(4, 5);
/* Puts "context: " in front of the message. Returns false. */
bool error_context(Error *err, const char *format, ...) PRINTF_LIKE(2, 3);
void error_clear(Error *err);
bool error_is_set(const Error *err);
const char *error_get_message(const Error *err); /* "" when not set */
int error_get_exit_status(const Error *err);     /* 0 when not set */

/* What happened beside success: each item names a thing and says what and why. */
typedef struct ReportItem {
    ErrorCode code; /* ERR_NONE for a remark */
    char *where;    /* owned: path or title, unsanitised */
    char *what;     /* owned: one sentence */
} ReportItem;
/* How far long work is: `done` of `total`, in units of its own; total 0 while it is not
 * known. False stops the work, which is then ERR_CANCELLED and as if it had not begun. */
typedef bool ProgressVisitor(void *context, uint64_t done, uint64_t total);
typedef struct Report {
    ReportItem *items;
    size_t count, capacity;
    ProgressVisitor *progress; /* asked while it goes on; NULL for nobody */
    void *context;
} Report;
/* False when the work is to stop; NULL is fine. */
bool report_progress(const Report *report, uint64_t done, uint64_t total);
/* Work in stages: what `part` is told goes to `whole` as what lies between `from` and
 * `to` thousandths of it. `stage` is borrowed by `part`. */
typedef struct ReportStage {
    const Report *whole;
    uint64_t from, to;
} ReportStage;
Report report_stage(ReportStage *stage, const Report *whole, uint64_t from, uint64_t to);
void report_add(Report *report, ErrorCode code, Str where, const char *format, ...)
    PRINTF_LIKE(4, 5);
void report_clear(Report *report);

/* ---- files ------------------------------------------------------------- */

/* Whole file into `out` (appended). At most `max_bytes`; a larger one is
 * ERR_LIMIT. Names the path in errors. */
bool file_read(const char *path, size_t max_bytes, StrBuf *out, Error *err) MUST_CHECK;
/* Reads a descriptor to its end, the same way; `name` is used in errors. */
bool file_read_fd(int fd, const char *name, size_t max_bytes, StrBuf *out,
                  Error *err) MUST_CHECK;
/* Writes a new file next to `path`, syncs it and renames it over `path`: a reader
 * sees the old content or the new, never a part. Mode 0600. */
bool file_write_atomic(const char *path, Str data, Error *err) MUST_CHECK;
/* Writes all of `data` to `fd`, going on after EINTR and short writes. */
bool file_write_fd(int fd, const char *name, Str data, Error *err) MUST_CHECK;
/* Makes `path` and missing parents, mode 0700; an existing directory is fine. */
bool file_make_directory(const char *path, Error *err) MUST_CHECK;
/* Owned "directory/name". */
char *path_join(const char *directory, const char *name);
/* "https://…" and the like, which no file can be behind. */
bool path_is_url(Str path);
Str path_get_name(Str path); /* behind the last slash; borrowed from path */

/* ---- hashes and identities --------------------------------------------- */

typedef struct Hash {
    uint8_t bytes[32]; /* SHA-256 */
} Hash;
typedef struct Hasher Hasher;
Hasher *hasher_new(void);
void hasher_add(Hasher *hasher, const void *data, size_t len_bytes);
Hash hasher_finish(Hasher *hasher); /* frees the hasher */
Hash hash_bytes(Str data);

/* 128 random bits: the identity of operations, annotations and devices. */
typedef struct Uid {
    uint8_t bytes[16];
} Uid;
Uid uid_new(void);
bool uid_is_equal(Uid a, Uid b);
bool uid_is_zero(Uid uid); /* it names nothing */
bool uid_parse(Str text, Uid *uid); /* 32 hexadecimal digits, lower or upper case */
/* Lower-case hexadecimal of `count` bytes, appended. */
void strbuf_append_hex(StrBuf *buf, const uint8_t *bytes, size_t count);
/* Base64 (RFC 4648, section 4) of `bytes`, appended; and the bytes of such a text, in
 * which what is no digit of it is read over. */
void strbuf_append_base64(StrBuf *buf, Str bytes);
void strbuf_append_base64_decoded(StrBuf *buf, Str text);

/* ---- time -------------------------------------------------------------- */

int64_t time_now_ms(void);       /* wall clock, milliseconds since 1970 UTC */
int64_t time_monotonic_us(void); /* for measuring; never goes back */
/* Appends local "2024-05-24 16:13" (or only the date). */
void strbuf_append_time(StrBuf *buf, int64_t time_ms, bool with_clock);
/* Appends UTC "2024-05-24T16:13:00Z" (RFC 3339), for JSON. */
void strbuf_append_rfc3339(StrBuf *buf, int64_t time_ms);

/* Midnight, local time, before `time_ms`. */
int64_t time_start_of_day(int64_t time_ms);
/* "2024-05-24" as its local midnight; false for anything else, days that are none too. */
bool time_parse_day(Str text, int64_t *time_ms);

/* ---- secure mode ------------------------------------------------------- */

/* PIYUE_SECURE is set and not empty: whoever reads here is not to get out of the program
 * (a kiosk, a restricted account). No editor and no shell are started, nothing is copied
 * to a clipboard or written outside the library, nothing typed is kept. */
bool secure_is_on(void);
/* True where it is off; else ERR_SECURE with the translated sentence of what is not done.
 */
bool secure_allow(const char *sentence, Error *err) MUST_CHECK;

/* ---- translation ------------------------------------------------------- */

/* The catalogue is compiled in (made by msgfmt from the folder po): gettext refuses to
 * translate in C and C.UTF-8 locales (glibc BZ #16621 since 2.39), the very
 * locales of the servers piyue is used on. */
#define _(msgid) translate(msgid)
#define N_(msgid) msgid /* marks a msgid in a table, translated where it is shown */

/* Chooses the language of messages: "zh_CN", "en", or "auto": the first of
 * LANGUAGE, LC_ALL, LC_MESSAGES, LANG that names a language decides, and Chinese
 * where none does (unset, C, POSIX, C.UTF-8). Unknown languages give English. */
void translate_set_language(const char *language);
const char *translate_get_language(void); /* "zh_CN" or "en" */
/* Static; the msgid where untranslated. */
const char *translate(const char *msgid) FORMAT_ARG(1);
const char *translate_plural(const char *one, const char *many, uint64_t count)
    FORMAT_ARG(1) FORMAT_ARG(2);

#endif
