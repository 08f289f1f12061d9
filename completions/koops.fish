# SPDX-License-Identifier: BSD-2-Clause
# fish completion for koops

set -l subcommands sig decode dedup diff match explain kinds
set -l main "not __fish_seen_subcommand_from $subcommands"

complete -c koops -n __fish_is_first_arg -a sig -d 'Print signatures and titles'
complete -c koops -n __fish_is_first_arg -a decode -d 'Add source lines to a log'
complete -c koops -n __fish_is_first_arg -a dedup -d 'Group the reports of many logs by bug'
complete -c koops -n __fish_is_first_arg -a diff -d 'Say whether two reports are the same bug'
complete -c koops -n __fish_is_first_arg -a match -d 'Say whether logs hold a known bug'
complete -c koops -n __fish_is_first_arg -a explain -d 'Show how a log was read'
complete -c koops -n __fish_is_first_arg -a kinds -d 'List the kinds of report that are known'
complete -c koops -s h -l help -d 'Show the help'

complete -c koops -n $main -l all -d 'Show every frame, and all else'
complete -c koops -n $main -l color -a 'auto always never' -d 'Use colours'
complete -c koops -n $main -l debug-dir -x -a '(__fish_complete_directories)' -d 'Look for separate debugging files'
complete -c koops -n $main -l debuginfod -d 'Ask servers for debugging files'
complete -c koops -n $main -l follow -d 'Read on as the log grows'
complete -c koops -n $main -l force -d 'Use a vmlinux of another kernel'
complete -c koops -n $main -s j -l jobs -x -d 'Read so many logs at a time'
complete -c koops -n $main -l json -d 'One JSON object a report'
complete -c koops -n $main -l modules -x -a '(__fish_complete_directories)' -d 'Look for modules'
complete -c koops -n $main -l no-cache -d 'Keep nothing of the vmlinux'
complete -c koops -n $main -l signature-version -x -a k1 -d 'Make signatures of this version'
complete -c koops -n $main -l vmlinux -r -d 'Add source lines from a vmlinux'
complete -c koops -n $main -s V -l version -d 'Show the versions'

complete -c koops -n '__fish_seen_subcommand_from sig' -l canonical -d 'Print what the signature is the hash of'
complete -c koops -n '__fish_seen_subcommand_from sig' -s j -l jobs -x -d 'Read so many logs at a time'
complete -c koops -n '__fish_seen_subcommand_from sig' -l level -x -a 'key site stack family' -d 'How much reports must have in common'
complete -c koops -n '__fish_seen_subcommand_from sig' -l long -d 'Print the grade and the rules too'
complete -c koops -n '__fish_seen_subcommand_from sig' -l signature-version -x -a k1 -d 'Make signatures of this version'

complete -c koops -n '__fish_seen_subcommand_from dedup' -l all -d 'Show the groups of notices too'
complete -c koops -n '__fish_seen_subcommand_from dedup' -l json -d 'One JSON object a group'
complete -c koops -n '__fish_seen_subcommand_from dedup' -s j -l jobs -x -d 'Read so many logs at a time'
complete -c koops -n '__fish_seen_subcommand_from dedup' -l level -x -a 'key site stack family' -d 'What to group by'
complete -c koops -n '__fish_seen_subcommand_from dedup' -l signature-version -x -a k1 -d 'Make signatures of this version'

complete -c koops -n '__fish_seen_subcommand_from diff' -l groups -d 'Compare the groups of all reports'
complete -c koops -n '__fish_seen_subcommand_from diff' -l json -d 'Write JSON'
complete -c koops -n '__fish_seen_subcommand_from diff' -l level -x -a 'key site stack family' -d 'The level that decides'
complete -c koops -n '__fish_seen_subcommand_from diff' -l report -x -d 'Which reports to compare'

complete -c koops -n '__fish_seen_subcommand_from match' -l bisect -d 'Exit as git bisect run wants it'
complete -c koops -n '__fish_seen_subcommand_from match' -l known -r -d 'Take signatures from a list'
complete -c koops -n '__fish_seen_subcommand_from match' -s j -l jobs -x -d 'Read so many logs at a time'
complete -c koops -n '__fish_seen_subcommand_from match' -l level -x -a 'key site stack family' -d 'Compare this level only'
complete -c koops -n '__fish_seen_subcommand_from match' -s q -l quiet -d 'Print nothing'

complete -c koops -n '__fish_seen_subcommand_from kinds' -f
complete -c koops -n '__fish_seen_subcommand_from kinds' -l json -d 'One JSON object a kind'

set -l decode '__fish_seen_subcommand_from decode'
complete -c koops -n $decode -l base -x -a '(__fish_complete_directories)' -d 'Take a directory off file names'
complete -c koops -n $decode -l debug-dir -x -a '(__fish_complete_directories)' -d 'Look for separate debugging files'
complete -c koops -n $decode -l debuginfod -d 'Ask servers for debugging files'
complete -c koops -n $decode -l force -d 'Use a vmlinux of another kernel'
complete -c koops -n $decode -l modules -x -a '(__fish_complete_directories)' -d 'Look for modules'
complete -c koops -n $decode -l no-cache -d 'Keep nothing of the vmlinux'
complete -c koops -n $decode -s r -l release -x -d 'Look for the vmlinux of a release'
complete -c koops -n $decode -l vmlinux -r -d 'Take source lines from a vmlinux'
