//! Which command lines only read: they are no marks on the staircase, nobody waits for what comes of them, and in the
//! past they need not cut off the future.

use super::parse::{Node, Piece, Redirect, Word, parse};
use crate::kubectl;

/// Commands that write files or end processes, or might; and shells, whose scripts are looked into.
const WRITERS: [&str; 11] =
    ["chmod", "cp", "kill", "killall", "mkdir", "mv", "pkill", "rm", "tee", "touch", "xargs"];

/// Whether the words of a command line only read.
pub(crate) fn words_only_read(args: &[String]) -> bool {
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [to, line] if to.starts_with('@') => line_only_reads(line),
        ["kubectl" | "k", ..] => kubectl::only_reads(&args[1..]),
        ["sh" | "bash" | "ash" | "/bin/sh" | "/bin/bash", option, script] if option.ends_with('c') => {
            line_only_reads(script)
        }
        ["sh" | "bash" | "ash", rest @ ..] => rest.iter().all(|word| word.starts_with('-')),
        ["minikube", "ssh", _, ..] => false,
        [to] if to.starts_with('@') => false,
        ["watch", ..] => words_only_read(&watched(args)),
        ["sed", rest @ ..] => !rest.iter().any(|word| word.starts_with("-i")),
        [name, ..] => !WRITERS.contains(name),
        [] => true,
    }
}

/// The command that a `watch` repeats.
fn watched(args: &[String]) -> Vec<String> {
    let mut words = args[1..].iter().peekable();
    while let Some(option) = words.next_if(|word| word.starts_with('-')) {
        if option == "-n" {
            words.next();
        }
    }
    match words.cloned().collect::<Vec<_>>() {
        words if words.len() == 1 => vec!["sh".into(), "-c".into(), words.concat()],
        words => words,
    }
}

/// Whether a line does. One that cannot be read does nothing at all.
fn line_only_reads(line: &str) -> bool {
    parse(line).map_or(true, |node| only_reads(&node))
}

fn only_reads(node: &Node) -> bool {
    match node {
        Node::Simple { set, words } => {
            let mut pieces = words.iter().chain(set.iter().map(|(_, value)| value)).flatten();
            let within =
                |piece: &Piece| !matches!(piece, Piece::Output(script, _) if !line_only_reads(script));
            pieces.all(within) && words_only_read(&words.iter().map(written).collect::<Vec<_>>())
        }
        Node::Pipe(nodes) | Node::List(nodes) => nodes.iter().all(only_reads),
        Node::And(first, second) | Node::Or(first, second) | Node::While(first, second) => {
            only_reads(first) && only_reads(second)
        }
        Node::Not(node) | Node::For(_, _, node) => only_reads(node),
        Node::If(condition, then, otherwise) => {
            let branches = only_reads(condition) && only_reads(then);
            branches && otherwise.as_deref().is_none_or(only_reads)
        }
        Node::Redirected(node, redirects) => only_reads(node) && !redirects.iter().any(writes),
    }
}

fn writes(redirect: &Redirect) -> bool {
    match redirect {
        Redirect::To { file, .. } => written(file) != "/dev/null",
        Redirect::From(_) | Redirect::Here(_) | Redirect::ErrToOut | Redirect::OutToErr => false,
    }
}

/// A word as it stands; what a substitution will give is not known.
fn written(word: &Word) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Text(text, _) => text.clone(),
        Piece::Variable(name, _) => format!("${name}"),
        Piece::Output(..) => "$()".into(),
    };
    word.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use crate::command::{Command, only_reads};

    fn reads(line: &str) -> bool {
        match Command::line(line, "") {
            Command::Run { args, .. } => only_reads(&args),
            _ => false,
        }
    }

    #[test]
    fn lines_that_read_are_told_from_those_that_write() {
        let reading = [
            "",
            "kubectl get pods -w",
            "kubectl -n lab get pods",
            "k describe sts web",
            "kubectl rollout status sts/web",
            "kubectl rollout history sts/web --revision=2",
            "kubectl exec web-0 -- cat /data/note",
            "kubectl exec -it web-0 -- sh",
            "kubectl exec web-0 -- sh -c 'cat /data/note 2>/dev/null | head -1'",
            "kubectl apply -f web.yaml --dry-run=server",
            "kubectl api-versions",
            "kubectl cluster-info",
            "kubectl scale --help",
            "for i in 0 1; do kubectl exec web-$i -- hostname; done",
            "watch -n 1 kubectl get pods",
            "curl $(minikube service web --url)",
            "kubectl get pods | grep web",
        ];
        for line in reading {
            assert!(reads(line), "{line}");
        }
        let writing = [
            "kubectl apply -f web.yaml",
            "kubectl rollout undo sts/web",
            "kubectl exec web-0 -- sh -c 'echo x > /data/note'",
            "kubectl exec web-0 -- touch /data/note",
            "kubectl get pods && kubectl delete pod web-0",
            "for i in 0 1; do kubectl delete pod web-$i; done",
            "kubectl get pods -o name | xargs kubectl delete",
            "minikube ssh -- mkdir /mnt/disks",
            "echo $(kubectl delete pod web-0)",
            "@3 echo x > /data/note",
        ];
        for line in writing {
            assert!(!reads(line), "{line}");
        }
    }
}
