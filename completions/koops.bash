# SPDX-License-Identifier: BSD-2-Clause
# bash completion for koops

_koops() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local options='--all --color --debug-dir --debuginfod --follow --force --help --jobs --json --modules --no-cache --signature-version --version --vmlinux'
	local subcommands='decode dedup diff explain kinds match sig'
	local subcommand=

	# bash makes words of "--color=auto": --color, =, auto.
	if [ "$cur" = = ]; then
		prev=$prev=
		cur=
	elif [ "$prev" = = ]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}=
	fi
	[ "$COMP_CWORD" -gt 1 ] && subcommand=${COMP_WORDS[1]}
	case $subcommand in
	sig) options='--canonical --help --jobs --level --long --signature-version' ;;
	decode) options='--base --debug-dir --debuginfod --force --help --modules --no-cache --release --vmlinux' ;;
	dedup) options='--all --help --jobs --json --level --signature-version' ;;
	diff) options='--groups --help --json --level --report' ;;
	match) options='--bisect --help --jobs --known --level --quiet' ;;
	explain) options='--help' ;;
	kinds) options='--help --json' ;;
	*) subcommand= ;;
	esac
	case $prev in
	--color=) COMPREPLY=($(compgen -W 'always auto never' -- "$cur")) ;;
	--base | --debug-dir | --modules) compopt -o dirnames ;;
	--signature-version | --signature-version=) COMPREPLY=($(compgen -W k1 -- "$cur")) ;;
	--level | --level=) COMPREPLY=($(compgen -W 'family key site stack' -- "$cur")) ;;
	*)
		case $cur in
		-*) COMPREPLY=($(compgen -W "$options" -- "$cur")) ;;
		*)
			[ "$subcommand" = kinds ] || compopt -o default
			[ "$COMP_CWORD" -gt 1 ] || COMPREPLY=($(compgen -W "$subcommands" -- "$cur"))
			;;
		esac
		;;
	esac
} && complete -F _koops koops
