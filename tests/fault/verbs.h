/* Every kind of operation as a user types it, on the library of acts_prepare(), one after
 * the other; then what changes no passage, but writes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VERBS_H
#define PIYUE_VERBS_H

#define VERB_WORDS 10

typedef struct Verb {
    const char *kind; /* of its operation; another name where there is none */
    /* Behind `piyue --library DIRECTORY`: '@' stands for the folder of inputs, '%' for
     * that of the test, at the beginning of a word. */
    const char *words[VERB_WORDS];
    const char *output; /* a file that it writes, below the folder of the test */
} Verb;

static const Verb verbs[] = {
    {"annotation.add",
     {"annotate", "2", "--quote", "採茶的人", "--note", "第一行", "--tag", "茶"},
     NULL},
    {"annotation.note", {"note", "1", "--note", "“改过”"}, NULL},
    {"annotation.status", {"note", "1", "--status", "open"}, NULL},
    {"annotation.style", {"note", "1", "--style", "red"}, NULL},
    {"annotation.due", {"note", "1", "--due", "2030-12-01"}, NULL},
    {"annotation.tag", {"tag", "add", "办理/督办", "--passage", "1"}, NULL},
    {"tags of many", {"tag", "replace", "水", "水情", "--where", "#水"}, NULL},
    {"undo", {"undo"}, NULL},
    {"redo", {"redo"}, NULL},
    {"undo --change", {"undo", "--change", "annotation.style"}, NULL},
    {"reply.add", {"note", "1", "--reply", "收到"}, NULL},
    {"reply.text", {"note", "1", "--change-reply", "1", "--reply", "核对两遍"}, NULL},
    {"reply.delete", {"note", "1", "--delete-reply", "1"}, NULL},
    {"annotation.attach", {"reattach", "2", "--quote", "雨后加密巡查"}, NULL},
    {"collection.add", {"collection", "create", "发言"}, NULL},
    {"collection.name", {"collection", "rename", "专报", "交流发言"}, NULL},
    {"collection.note", {"collection", "note", "交流发言", "六月用"}, NULL},
    {"collection.entry", {"collection", "move", "交流发言", "2", "--before", "1"}, NULL},
    {"collection.delete", {"collection", "delete", "交流发言"}, NULL},
    {"document.add", {"import", "@new.txt"}, NULL},
    {"document.tag", {"tag", "add", "茶", "2"}, NULL},
    {"document.title", {"meta", "2", "--set", "title=茶事"}, NULL},
    {"document.trash", {"trash", "2"}, NULL},
    {"tag.rename", {"tag", "rename", "水", "水利"}, NULL},
    {"merging tags", {"tag", "merge", "塘", "水利"}, NULL},
    {"filter.set", {"passages", "--where", "#水利", "--save-filter", "待办"}, NULL},
    {"search.set", {"search", "--save", "水利", "塘"}, NULL},
    {"tag.alias", {"tag", "alias", "河", "水利"}, NULL},
    {"tag.delete", {"tag", "delete", "茶"}, NULL},
    {"document.field", {"meta", "1", "--set", "number=镇发〔2024〕3号"}, NULL},
    {"heading.correct", {"heading", "1", "--quote", "山塘虽小", "--make"}, NULL},
    {"document.edition", {"reimport", "1", "@changed.txt"}, NULL},
    {"annotation.move", {"reimport", "1", "@paper.txt"}, NULL},
    {"annotation.delete", {"trash", "--passage", "2"}, NULL},
    {"annotation.restore", {"restore", "--passage", "5"}, NULL},
    {"annotation.purge", {"purge", "--passage", "6"}, NULL},
    {"document.restore", {"restore", "3"}, NULL},
    {"document.purge", {"purge", "4"}, NULL},
    {"backup", {"backup", "-o", "%copy.db"}, "copy.db"},
    {"daily backup", {"backup", "--daily"}, NULL},
    {"rebuild", {"rebuild"}, NULL},
    {"going back", {"backup", "--use", "%kept.db"}, NULL},
    {"export", {"export", "--format", "md", "-o", "%out.md"}, "out.md"},
    {"Word", {"export", "--format", "docx", "-o", "%out.docx"}, "out.docx"},
    {"original", {"original", "-o", "%paper.txt", "1"}, "paper.txt"},
    {"check", {"check", "--full"}, NULL},
};

#endif
