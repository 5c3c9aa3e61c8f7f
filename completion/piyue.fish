# Completion of piyue for fish. What fits is said by `piyue complete`.
# SPDX-License-Identifier: GPL-3.0-or-later
function __piyue_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l word (commandline --current-token --cut-at-cursor)
    for row in ($words[1] complete -- $words[2..-1] "$word" 2>/dev/null)
        switch $row
            case \tfiles
                __fish_complete_path "$word"
            case \tfolders
                __fish_complete_directories "$word"
            case '*'
                echo $row
        end
    end
end
complete --command piyue --no-files --arguments '(__piyue_complete)'
