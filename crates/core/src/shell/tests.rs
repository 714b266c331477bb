//! The walk-throughs' sessions with pods: files survive, names answer. Lines in, transcript out.

use crate::Cluster;
use crate::command::Command;
use crate::config::Config;
use crate::journal::Entry;
use crate::process::ProcessId;
use crate::time::Millis;
use expect_test::{Expect, expect};

const WEB: &str = r#"
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  clusterIP: None
  selector: {app: web}
  ports: [{port: 80, name: http}]
---
apiVersion: v1
kind: Service
metadata: {name: front}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: httpd
        image: httpd:2.4
        env: [{name: COLOUR, value: blue}]
        ports: [{containerPort: 80}]
        volumeMounts: [{name: data, mountPath: /usr/local/apache2/htdocs/}]
        lifecycle:
          postStart:
            exec:
              command: [/bin/bash, -c, 'test -f /usr/local/apache2/htdocs/index.html || { echo "first: $(hostname)" > /usr/local/apache2/htdocs/index.html; echo "container, $(hostname)" >> /usr/local/apache2/htdocs/index.html; }']
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Mi}}}
"#;

/// A terminal on a cluster.
struct Terminal {
    cluster: Cluster,
    transcript: String,
}

impl Terminal {
    fn new() -> Terminal {
        let mut config = Config::default();
        config.storage_classes[0].default = true;
        let mut terminal = Terminal { cluster: Cluster::new(config), transcript: String::new() };
        terminal.cluster.apply(&Command::File { name: "web.yaml".into(), content: WEB.into() });
        terminal.line("kubectl apply -f web.yaml");
        terminal.pass(60);
        terminal.transcript.clear();
        terminal
    }

    fn pass(&mut self, seconds: u64) {
        let to = self.cluster.now() + Millis::seconds(seconds);
        self.cluster.advance(to);
        self.collect();
    }

    fn collect(&mut self) {
        for record in self.cluster.take_journal() {
            match record.entry {
                Entry::Output { text, .. } => self.transcript += &text,
                Entry::Exit { code, .. } if code != 0 => self.transcript += &format!("[exit {code}]\n"),
                _ => {}
            }
        }
    }

    fn words(&mut self, words: &[&str]) -> ProcessId {
        let args = words.iter().map(ToString::to_string).collect();
        let process = self.cluster.apply(&Command::Run { args, stdin: "".into() }).expect("a process");
        self.collect();
        process
    }

    /// Types a line, and lets its command end.
    fn line(&mut self, line: &str) {
        self.transcript += &format!("$ {line}\n");
        let process = self.words(&["sh", "-c", line]);
        for _ in 0..60 {
            if self.cluster.is_running(process) {
                self.pass(1);
            }
        }
    }

    fn shows(&self, expected: &Expect) {
        expected.assert_eq(&self.transcript);
    }
}

fn session(lines: &[&str], expected: &Expect) {
    let mut terminal = Terminal::new();
    lines.iter().for_each(|line| terminal.line(line));
    terminal.shows(expected);
}

#[test]
fn what_a_hook_wrote_survives_its_pod() {
    session(
        &[
            "kubectl exec web-0 -- cat /usr/local/apache2/htdocs/index.html",
            "kubectl exec web-0 -- sh -c 'echo kept > /usr/local/apache2/htdocs/note'",
            "kubectl exec web-0 -- sh -c 'echo lost > /tmp/note && cat /tmp/note'",
            "kubectl delete pod web-0 && kubectl wait --for=condition=Ready pod/web-0 --timeout=30s",
            "kubectl exec web-0 -- cat /usr/local/apache2/htdocs/note /usr/local/apache2/htdocs/index.html",
            "kubectl exec web-0 -- cat /tmp/note",
            "kubectl exec web-1 -- ls /usr/local/apache2/htdocs",
        ],
        &expect![[r#"
            $ kubectl exec web-0 -- cat /usr/local/apache2/htdocs/index.html
            first: web-0
            container, web-0
            $ kubectl exec web-0 -- sh -c 'echo kept > /usr/local/apache2/htdocs/note'
            $ kubectl exec web-0 -- sh -c 'echo lost > /tmp/note && cat /tmp/note'
            lost
            $ kubectl delete pod web-0 && kubectl wait --for=condition=Ready pod/web-0 --timeout=30s
            pod "web-0" deleted from default namespace
            pod/web-0 condition met
            $ kubectl exec web-0 -- cat /usr/local/apache2/htdocs/note /usr/local/apache2/htdocs/index.html
            kept
            first: web-0
            container, web-0
            $ kubectl exec web-0 -- cat /tmp/note
            cat: /tmp/note: No such file or directory
            command terminated with exit code 1
            [exit 1]
            $ kubectl exec web-1 -- ls /usr/local/apache2/htdocs
            index.html
        "#]],
    );
}

#[test]
fn names_answer() {
    session(
        &[
            "kubectl exec web-0 -- curl -s web-1.web",
            "kubectl exec web-0 -- curl http://web-0.web.default.svc.cluster.local/nothing",
            "kubectl exec web-0 -- curl web-7.web",
            "kubectl exec web-0 -- curl -s web-1.web:8080; echo $?",
            "kubectl exec web-0 -- sh -c 'nslookup web-1.web | tail -n 3 | head -n 1'",
            "kubectl exec web-0 -- dig +short SRV web.default.svc.cluster.local",
            "kubectl exec web-0 -- hostname -f",
            "curl -s $(minikube service front --url) | grep -c container",
            "curl -s http://front | wc -l",
        ],
        &expect![[r#"
            $ kubectl exec web-0 -- curl -s web-1.web
            first: web-1
            container, web-1
            $ kubectl exec web-0 -- curl http://web-0.web.default.svc.cluster.local/nothing
            <html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>
            $ kubectl exec web-0 -- curl web-7.web
            curl: (6) Could not resolve host: web-7.web
            command terminated with exit code 6
            [exit 6]
            $ kubectl exec web-0 -- curl -s web-1.web:8080; echo $?
            command terminated with exit code 7
            7
            $ kubectl exec web-0 -- sh -c 'nslookup web-1.web | tail -n 3 | head -n 1'
            Name:	web-1.web.default.svc.cluster.local
            $ kubectl exec web-0 -- dig +short SRV web.default.svc.cluster.local
            0 50 80 web-0.web.default.svc.cluster.local.
            0 50 80 web-1.web.default.svc.cluster.local.
            $ kubectl exec web-0 -- hostname -f
            web-0.web.default.svc.cluster.local
            $ curl -s $(minikube service front --url) | grep -c container
            1
            $ curl -s http://front | wc -l
            2
        "#]],
    );
}

#[test]
fn pipes_lists_and_unknown_commands() {
    session(
        &[
            "kubectl get pods --no-headers | grep Running | wc -l",
            "kubectl get pods -o name | sort -r | head -1",
            "kubectl get sts nope || echo none",
            "kubectl get pods | grep nothing && echo found",
            "for i in 0 1; do kubectl exec web-$i -- sh -c 'echo $(hostname) $COLOUR'; done",
            "kubectl get pods > pods.txt; tail -n 1 pods.txt | cut -d ' ' -f 1",
            "frobnicate | head -1",
            "echo 'unbalanced",
            "for i in 1 2; do kubectl get pod web-$i -o name || echo none; done",
        ],
        &expect![[r#"
            $ kubectl get pods --no-headers | grep Running | wc -l
            2
            $ kubectl get pods -o name | sort -r | head -1
            pod/web-1
            $ kubectl get sts nope || echo none
            Error from server (NotFound): statefulsets.apps "nope" not found
            none
            $ kubectl get pods | grep nothing && echo found
            [exit 1]
            $ for i in 0 1; do kubectl exec web-$i -- sh -c 'echo $(hostname) $COLOUR'; done
            web-0 blue
            web-1 blue
            $ kubectl get pods > pods.txt; tail -n 1 pods.txt | cut -d ' ' -f 1
            web-1
            $ frobnicate | head -1
            sh: frobnicate: command not found
            here are: alias jq k kubectl less minikube more awk base64 cat cd chmod cp curl cut date df dig echo env export false getent grep head hostname id kill killall ls mkdir mount mv nc nslookup ping pkill printenv printf ps pwd rm sed seq sleep sort sync tail tee test touch tr true uniq wc wget whoami xargs
            $ echo 'unbalanced
            sh: unterminated quoted string
            [exit 2]
            $ for i in 1 2; do kubectl get pod web-$i -o name || echo none; done
            pod/web-1
            Error from server (NotFound): pods "web-2" not found
            none
        "#]],
    );
}

#[test]
fn a_shell_in_a_pod_takes_lines_until_it_ends() {
    let mut terminal = Terminal::new();
    let shell = terminal.words(&["kubectl", "exec", "-it", "web-0", "bash"]);
    let to = format!("@{}", shell.0);
    for line in
        ["cd /tmp", "pwd; x=5", "echo $x $HOSTNAME", "frobnicate 2>/dev/null; echo $?", "curl web-1.web"]
    {
        let prompt = terminal.cluster.prompt(shell).unwrap_or_default();
        terminal.transcript += &format!("{prompt}{line}\n");
        terminal.words(&[&to, line]);
    }
    assert!(terminal.cluster.is_running(shell));
    terminal.words(&[&to, "exit 3"]);
    terminal.pass(1);
    assert!(!terminal.cluster.is_running(shell));
    terminal.shows(&expect![[r#"
        kubectl exec [POD] [COMMAND] is DEPRECATED and will be removed in a future version. Use kubectl exec [POD] -- [COMMAND] instead.
        root@web-0:/# cd /tmp
        root@web-0:/tmp# pwd; x=5
        /tmp
        root@web-0:/tmp# echo $x $HOSTNAME
        5 web-0
        root@web-0:/tmp# frobnicate 2>/dev/null; echo $?
        127
        root@web-0:/tmp# curl web-1.web
        first: web-1
        container, web-1
        [exit 3]
        command terminated with exit code 3
        [exit 3]
    "#]]);
}

#[test]
fn a_loop_in_a_pod_takes_its_time_until_it_is_interrupted() {
    let mut terminal = Terminal::new();
    let shell = terminal.words(&["kubectl", "exec", "-it", "web-0", "--", "sh"]);
    let to = format!("@{}", shell.0);
    let looped = terminal.words(&[&to, "cd /tmp; while true; do date >> f; sleep 1; done"]);
    terminal.pass(5);
    assert!(terminal.cluster.is_running(looped));
    terminal.cluster.apply(&Command::Interrupt(looped));
    terminal.words(&[&to, "pwd; wc -l f; cut -d' ' -f5 f"]);
    let gone =
        terminal.words(&["kubectl", "exec", "web-0", "--", "sh", "-c", "until false; do sleep 5; done"]);
    terminal.words(&["kubectl", "delete", "pod", "web-0", "--now", "--wait=false"]);
    terminal.pass(10);
    assert!(!terminal.cluster.is_running(gone));
    terminal.shows(&expect![[r#"
        [exit 130]
        /tmp
        6 f
        00:01:00
        00:01:01
        00:01:02
        00:01:03
        00:01:04
        00:01:05
        pod "web-0" deleted from default namespace
        command terminated with exit code 137
        [exit 137]
        command terminated with exit code 137
        [exit 137]
    "#]]);
}

#[test]
fn lines_of_tutorials_work_as_they_stand() {
    session(
        &[
            "for i in 0 1; do kubectl exec \"web-$i\" -- sh -c 'hostname'; done",
            "for i in 0 1; do kubectl exec \"web-$i\" -- sh -c 'echo \"$(hostname)\" > /usr/local/apache2/htdocs/index.html'; done",
            "for i in 0 1; do kubectl exec -i -t \"web-$i\" -- curl http://localhost/; done",
            "for i in 0 1; do kubectl delete pod web-$i; done\nkubectl get pods -o name",
            "until kubectl get pod web-1 -o name 2>/dev/null; do sleep 1; done; echo it is there",
            "kubectl apply -f - <<EOF\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: note\ndata: {home: \"$HOME\"}\nEOF",
            "cat <<'EOF' > extra.yaml\nkind: $HOME\nEOF\ncat extra.yaml",
            "cat <<EOF | kubectl apply -f -\napiVersion: v1\nkind: Namespace\nmetadata: {name: lab}\nEOF",
            "POD=$(kubectl get pods -o name | head -1)",
            "kubectl get $POD \\\n  -o name",
            "kubectl get pods -o name | xargs kubectl delete --wait=false",
            "kubectl get pod nobody 2>&1 | wc -l; kubectl get pods -o name > names; wc -l names",
            "kubectl get pods | sed 's/web/page/' | awk '{print $1}'",
        ],
        &expect![[r#"
            $ for i in 0 1; do kubectl exec "web-$i" -- sh -c 'hostname'; done
            web-0
            web-1
            $ for i in 0 1; do kubectl exec "web-$i" -- sh -c 'echo "$(hostname)" > /usr/local/apache2/htdocs/index.html'; done
            $ for i in 0 1; do kubectl exec -i -t "web-$i" -- curl http://localhost/; done
            web-0
            web-1
            $ for i in 0 1; do kubectl delete pod web-$i; done
            kubectl get pods -o name
            pod "web-0" deleted from default namespace
            pod "web-1" deleted from default namespace
            pod/web-0
            $ until kubectl get pod web-1 -o name 2>/dev/null; do sleep 1; done; echo it is there
            pod/web-1
            it is there
            $ kubectl apply -f - <<EOF
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: note
            data: {home: "$HOME"}
            EOF
            configmap/note created
            $ cat <<'EOF' > extra.yaml
            kind: $HOME
            EOF
            cat extra.yaml
            kind: $HOME
            $ cat <<EOF | kubectl apply -f -
            apiVersion: v1
            kind: Namespace
            metadata: {name: lab}
            EOF
            namespace/lab created
            $ POD=$(kubectl get pods -o name | head -1)
            $ kubectl get $POD \
              -o name
            pod/web-0
            $ kubectl get pods -o name | xargs kubectl delete --wait=false
            pod "web-0" deleted from default namespace
            pod "web-1" deleted from default namespace
            $ kubectl get pod nobody 2>&1 | wc -l; kubectl get pods -o name > names; wc -l names
            1
            2 names
            $ kubectl get pods | sed 's/web/page/' | awk '{print $1}'
            NAME
            page-0
            page-1
        "#]],
    );
}

#[test]
fn a_pod_for_one_command_comes_and_goes() {
    session(
        &[
            "kubectl run lookup --image=busybox:1.28 --rm -it --restart=Never -- nslookup web-0.web",
            "kubectl run once --image=busybox:1.28 -i --restart=Never -- echo done",
            "kubectl get pods --no-headers | awk '{print $1, $3}'",
            "kubectl run stuck --image=nowhere/nothing:none --rm -i --restart=Never --dry-run=client -o name",
        ],
        &expect![[r#"
            $ kubectl run lookup --image=busybox:1.28 --rm -it --restart=Never -- nslookup web-0.web
            Server:		10.96.0.10
            Address:	10.96.0.10#53

            Name:	web-0.web.default.svc.cluster.local
            Address: 10.244.0.3

            pod "lookup" deleted from default namespace
            $ kubectl run once --image=busybox:1.28 -i --restart=Never -- echo done
            done
            $ kubectl get pods --no-headers | awk '{print $1, $3}'
            once Completed
            web-0 Running
            web-1 Running
            $ kubectl run stuck --image=nowhere/nothing:none --rm -i --restart=Never --dry-run=client -o name
            pod/stuck
        "#]],
    );
}

#[test]
fn a_shell_in_a_pod_of_its_own_takes_the_pod_with_it() {
    let mut terminal = Terminal::new();
    let shell = terminal.words(&[
        "kubectl",
        "run",
        "-i",
        "--tty",
        "--image",
        "busybox:1.28",
        "dns-test",
        "--restart=Never",
        "--rm",
    ]);
    terminal.pass(20);
    let to = format!("@{}", shell.0);
    terminal.words(&[&to, "wget -qO- web-1.web | head -1"]);
    terminal.words(&[&to, "exit"]);
    terminal.pass(60);
    terminal.line("kubectl get pods -o name");
    terminal.shows(&expect![[r#"
        All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
        If you don't see a command prompt, try pressing enter.
        first: web-1
        pod "dns-test" deleted from default namespace
        $ kubectl get pods -o name
        pod/web-0
        pod/web-1
    "#]]);
}

/// What kubectl says when an attached session ends is that of `reattachMessage`, and of `run`'s exit codes.
#[test]
fn shells_beside_pods_and_on_nodes_end_as_they_are() {
    let mut terminal = Terminal::new();
    let lines = [
        "kubectl debug -it web-0 --image=busybox -c dbg --target=httpd",
        "kubectl debug node/node-a -it --image=busybox -q -c dbg",
        "kubectl run -it again --image=busybox -- sh",
        "kubectl run -it once --image=busybox --restart=Never --rm -- sh",
    ];
    for line in lines {
        terminal.transcript += &format!("$ {line}\n");
        let words: Vec<&str> = line.split(' ').collect();
        let shell = terminal.words(&words);
        terminal.pass(10);
        let to = format!("@{}", shell.0);
        terminal.words(&[&to, "ls /usr/local/apache2 2>/dev/null; echo mine > /tmp/note; exit 3"]);
        terminal.pass(1);
        assert!(!terminal.cluster.is_running(shell), "{line}");
    }
    let masked =
        terminal.transcript.split_inclusive('\n').filter(|line| !line.starts_with("If you don't see"));
    let masked: String = masked.filter(|line| !line.starts_with("All commands and output")).collect();
    expect![[r#"
        $ kubectl debug -it web-0 --image=busybox -c dbg --target=httpd
        Targeting container "httpd". If you don't see processes from this container it may be because the container runtime doesn't support this feature.
        [exit 3]
        Session ended, the ephemeral container will not be restarted but may be reattached using 'kubectl attach web-0 -c dbg -i -t' if it is still running
        $ kubectl debug node/node-a -it --image=busybox -q -c dbg
        [exit 3]
        [exit 3]
        $ kubectl run -it again --image=busybox -- sh
        [exit 3]
        Session ended, resume using 'kubectl attach again -c again -i -t' command when the pod is running
        $ kubectl run -it once --image=busybox --restart=Never --rm -- sh
        [exit 3]
        pod "once" deleted from default namespace
        pod default/once terminated (Error)
        [exit 3]
    "#]].assert_eq(&masked);
}

/// Ctrl-C while a passing pod's command runs takes the pod with it.
#[test]
fn an_interrupted_pod_for_one_command_is_deleted() {
    let mut terminal = Terminal::new();
    let words =
        ["kubectl", "run", "-i", "--rm", "once", "--image=busybox", "--restart=Never", "--", "sleep", "99"];
    for seconds in [0, 10] {
        let run = terminal.words(&words);
        terminal.pass(seconds);
        terminal.cluster.apply(&Command::Interrupt(run));
        terminal.pass(60);
        terminal.line("kubectl get pod once");
    }
    terminal.shows(&expect![[r#"
        pod "once" deleted from default namespace
        [exit 130]
        $ kubectl get pod once
        Error from server (NotFound): pods "once" not found
        [exit 1]
        pod "once" deleted from default namespace
        [exit 130]
        $ kubectl get pod once
        Error from server (NotFound): pods "once" not found
        [exit 1]
    "#]]);
}

#[test]
fn ports_are_forwarded_and_files_are_copied() {
    let mut terminal = Terminal::new();
    let forward = terminal.words(&["kubectl", "port-forward", "svc/web", "8080:80"]);
    terminal.line("curl -s localhost:8080");
    terminal.line("kubectl port-forward web-1 8080:80");
    terminal.cluster.apply(&Command::Interrupt(forward));
    terminal.collect();
    terminal.line("curl localhost:8080");
    terminal.line("echo mine > note.txt; kubectl cp note.txt web-0:/usr/local/apache2/htdocs/; kubectl exec web-0 -- cat /usr/local/apache2/htdocs/note.txt");
    terminal.line(
        "kubectl cp default/web-0:/usr/local/apache2/htdocs/index.html index.html && head -1 index.html",
    );
    terminal.line("kubectl cp web-0:/nothing nothing; kubectl cp nothing web-0:/tmp; kubectl cp a b");
    terminal.line("kubectl port-forward pod/web-9 80; kubectl port-forward web-0 http-but-not");
    terminal.shows(&expect![[r#"
        Forwarding from 127.0.0.1:8080 -> 80
        Forwarding from [::1]:8080 -> 80
        $ curl -s localhost:8080
        first: web-0
        container, web-0
        $ kubectl port-forward web-1 8080:80
        Unable to listen on port 8080: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 127.0.0.1:8080: bind: address already in use unable to create listener: Error listen tcp6 [::1]:8080: bind: address already in use]
        error: unable to listen on any of the requested ports: [{8080 80}]
        [exit 1]
        [exit 130]
        $ curl localhost:8080
        curl: (7) Failed to connect to localhost port 8080 after 0 ms: Could not connect to server
        [exit 7]
        $ echo mine > note.txt; kubectl cp note.txt web-0:/usr/local/apache2/htdocs/; kubectl exec web-0 -- cat /usr/local/apache2/htdocs/note.txt
        mine
        $ kubectl cp default/web-0:/usr/local/apache2/htdocs/index.html index.html && head -1 index.html
        tar: Removing leading `/' from member names
        first: web-0
        $ kubectl cp web-0:/nothing nothing; kubectl cp nothing web-0:/tmp; kubectl cp a b
        tar: /nothing: Cannot stat: No such file or directory
        error: exit status 2
        error: nothing doesn't exist in local filesystem
        error: one of src or dest must be a local file specification
        [exit 1]
        $ kubectl port-forward pod/web-9 80; kubectl port-forward web-0 http-but-not
        Error from server (NotFound): pods "web-9" not found
        error: error parsing remote port "http-but-not": strconv.ParseUint: parsing "http-but-not": invalid syntax
        [exit 1]
    "#]]);
}

#[test]
fn an_object_is_edited_where_the_page_has_its_editor() {
    let mut terminal = Terminal::new();
    let give = |terminal: &mut Terminal, process: ProcessId, text: &str| {
        let args = vec![format!("@{}", process.0)].into();
        terminal.cluster.apply(&Command::Run { args, stdin: text.into() });
        terminal.pass(1);
    };
    let edit = |terminal: &mut Terminal| {
        let process = terminal.words(&["kubectl", "edit", "sts", "web"]);
        let text = terminal.cluster.edited_text(process).expect("a text").to_string();
        (process, text)
    };
    let (process, text) = edit(&mut terminal);
    assert!(text.starts_with("# Please edit the object below."));
    give(&mut terminal, process, &text);
    let (process, text) = edit(&mut terminal);
    give(&mut terminal, process, &text.replace("serviceName: web", "serviceName: other"));
    assert!(terminal.cluster.edited_text(process).expect("it goes on").contains("# The StatefulSet"));
    give(&mut terminal, process, &text.replace("replicas: 2", "replicas: 1"));
    assert!(terminal.cluster.edited_text(process).is_none());
    let (process, _) = edit(&mut terminal);
    terminal.cluster.apply(&Command::Interrupt(process));
    terminal.pass(30);
    terminal.line("kubectl get sts web --no-headers | awk '{print $2}'");
    terminal.shows(&expect![[r#"
        Edit statefulset.apps/web in the editor and save it there; Ctrl-C here leaves it as it is.
        Edit cancelled, no changes made.
        Edit statefulset.apps/web in the editor and save it there; Ctrl-C here leaves it as it is.
        The StatefulSet "web" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden
        [exit 1]
        statefulset.apps/web edited
        Edit statefulset.apps/web in the editor and save it there; Ctrl-C here leaves it as it is.
        [exit 130]
        $ kubectl get sts web --no-headers | awk '{print $2}'
        1/1
    "#]]);
}

#[test]
fn what_is_applied_can_be_compared_and_pruned() {
    session(
        &[
            "kubectl diff -f web.yaml && echo the same",
            "sed -i 's/replicas: 2/replicas: 4/' web.yaml; kubectl diff -f web.yaml; echo $?",
            "kubectl create service clusterip extra --tcp=80 --dry-run=client -o yaml | kubectl apply -f - && kubectl label svc extra app=web --overwrite",
            "kubectl apply -f web.yaml --prune",
            "kubectl apply -f web.yaml --prune -l app=web",
            "kubectl get svc -o name",
        ],
        &expect![[r#"
            $ kubectl diff -f web.yaml && echo the same
            the same
            $ sed -i 's/replicas: 2/replicas: 4/' web.yaml; kubectl diff -f web.yaml; echo $?
            diff -u -N /tmp/LIVE/apps.v1.StatefulSet.default.web /tmp/MERGED/apps.v1.StatefulSet.default.web
            --- /tmp/LIVE/apps.v1.StatefulSet.default.web
            +++ /tmp/MERGED/apps.v1.StatefulSet.default.web
            @@ -2,7 +2,7 @@
             kind: StatefulSet
             metadata:
               creationTimestamp: "2026-01-01T00:00:00Z"
            -  generation: 1
            +  generation: 2
               name: web
               namespace: default
               uid: 03927549-34ea-4539-a303-3b0ca389c35a
            @@ -11,7 +11,7 @@
                 whenDeleted: Retain
                 whenScaled: Retain
               podManagementPolicy: OrderedReady
            -  replicas: 2
            +  replicas: 4
               revisionHistoryLimit: 10
               selector:
                 matchLabels:
            1
            $ kubectl create service clusterip extra --tcp=80 --dry-run=client -o yaml | kubectl apply -f - && kubectl label svc extra app=web --overwrite
            service/extra created
            service/extra labeled
            $ kubectl apply -f web.yaml --prune
            error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector
            [exit 1]
            $ kubectl apply -f web.yaml --prune -l app=web
            service/web unchanged
            service/front unchanged
            statefulset.apps/web configured
            service/extra pruned
            $ kubectl get svc -o name
            service/front
            service/kubernetes
            service/web
        "#]],
    );
}

#[test]
fn what_a_terminal_is_asked_about_the_cluster_it_answers() {
    session(
        &[
            "kubectl cluster-info",
            "kubectl auth can-i create statefulsets; kubectl auth whoami",
            "kubectl config current-context; kubectl config get-contexts",
            "kubectl config set-context --current --namespace=lab; kubectl config view --minify -o jsonpath='{..namespace}'",
            "kubectl config use-context other",
            "kubectl top pods; kubectl debug web-0 -it --image=busybox; kubectl proxy",
            "kubectl attach web-0; kubectl autoscale sts web --max=3",
            "kubectl get pods -n default -o go-template='{{range .items}}{{.metadata.name}} {{end}}'",
            "kubectl get pod web-0 -n default -o kyaml | head -8",
        ],
        &expect![[r#"
            $ kubectl cluster-info
            Kubernetes control plane is running at https://127.0.0.1:6443

            To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.
            $ kubectl auth can-i create statefulsets; kubectl auth whoami
            yes
            ATTRIBUTE   VALUE
            Username    kubernetes-admin
            Groups      [kubeadm:cluster-admins system:authenticated]
            $ kubectl config current-context; kubectl config get-contexts
            ordinal
            CURRENT   NAME      CLUSTER   AUTHINFO   NAMESPACE
            *         ordinal   ordinal   ordinal    default
            $ kubectl config set-context --current --namespace=lab; kubectl config view --minify -o jsonpath='{..namespace}'
            Context "ordinal" modified.
            lab$ kubectl config use-context other
            error: no context exists with the name: "other"
            [exit 1]
            $ kubectl top pods; kubectl debug web-0 -it --image=busybox; kubectl proxy
            error: Metrics API not available
            Error from server (NotFound): pods "web-0" not found
            error: the API server here answers kubectl alone, not the network
            [exit 1]
            $ kubectl attach web-0; kubectl autoscale sts web --max=3
            error: containers here run no programs that one could attach to; kubectl exec -it opens a shell in one
            Error from server (NotFound): statefulsets.apps "web" not found
            [exit 1]
            $ kubectl get pods -n default -o go-template='{{range .items}}{{.metadata.name}} {{end}}'
            web-0 web-1 $ kubectl get pod web-0 -n default -o kyaml | head -8
            ---
            {
              apiVersion: "v1",
              kind: "Pod",
              metadata: {
                creationTimestamp: "2026-01-01T00:00:00Z",
                generateName: "web-",
                generation: 1,
        "#]],
    );
}

#[test]
fn a_watch_runs_its_command_when_something_has_changed() {
    let mut terminal = Terminal::new();
    let watch = terminal.words(&["watch", "kubectl", "get", "pods", "-o", "name"]);
    terminal.pass(30);
    terminal.words(&["kubectl", "scale", "sts", "web", "--replicas=1"]);
    terminal.pass(30);
    assert!(terminal.cluster.is_running(watch));
    terminal.shows(&expect![[r#"
        Every 2s: kubectl get pods -o name

        pod/web-0
        pod/web-1

        statefulset.apps/web scaled
        Every 2s: kubectl get pods -o name

        pod/web-0

    "#]]);
}

#[test]
fn a_node_has_files_and_the_folders_of_local_volumes() {
    let mut terminal = Terminal::new();
    let ssh = terminal.words(&["minikube", "ssh"]);
    let to = format!("@{}", ssh.0);
    for line in
        ["mkdir -p /mnt/disks/ss-0", "chmod 777 /mnt/disks/ss-0", "ls /mnt/disks", "ls /nowhere", "exit"]
    {
        terminal.words(&[&to, line]);
    }
    terminal.pass(1);
    assert!(!terminal.cluster.is_running(ssh));
    terminal.shows(&expect![[r#"
        ss-0
        ls: /nowhere: No such file or directory
        [exit 1]
        [exit 1]
        command terminated with exit code 1
        [exit 1]
    "#]]);
}

#[test]
fn a_shell_ends_with_its_pod() {
    let mut terminal = Terminal::new();
    let shell = terminal.words(&["kubectl", "exec", "-it", "web-0", "--", "sh"]);
    terminal.line("kubectl delete pod web-0 --force --grace-period=0 2>/dev/null");
    assert!(!terminal.cluster.is_running(shell));
    terminal.shows(&expect![[r#"
        $ kubectl delete pod web-0 --force --grace-period=0 2>/dev/null
        pod "web-0" force deleted from default namespace
        command terminated with exit code 137
        [exit 137]
    "#]]);
}

#[test]
fn words_are_completed() {
    let terminal = Terminal::new();
    let complete = |line: &str| terminal.cluster.complete(line, line.len()).join(" ");
    let lines = [
        "kubectl des",
        "kubectl get pods w",
        "kubectl delete sts/",
        "kubectl rollout s",
        "kubectl get pods --sh",
        "kub",
        "k explain sts.spec.po",
        "kubectl get pods --namespace=de",
        "kubectl config get-c",
        "cat we",
        "kubectl -n de",
        "kubectl -n default get po",
        "kubectl get sts,pv",
        "kubectl delete pod web-0 w",
        "kubectl logs web-0 -c ",
        "kubectl apply -f ",
        "kubectl get pods -l color",
        "kubectl get pods -l ap",
        "kubectl delete sts web --cascade=",
        "kubectl patch sts web --type m",
        "kubectl exec -it web-0 -- ca",
        "kubectl wait --for=d",
        "echo $(kubectl get sts w",
        "kubectl get pods -o js",
    ];
    let shown: String = lines.iter().map(|line| format!("{line}: {}\n", complete(line))).collect();
    expect![[r#"
        kubectl des: describe
        kubectl get pods w: web-0 web-1
        kubectl delete sts/: sts/web
        kubectl rollout s: status
        kubectl get pods --sh: --show-kind --show-labels --show-managed-fields
        kub: kubectl
        k explain sts.spec.po: sts.spec.podManagementPolicy
        kubectl get pods --namespace=de: --namespace=default
        kubectl config get-c: get-clusters get-contexts
        cat we: web.yaml
        kubectl -n de: default
        kubectl -n default get po: po pod poddisruptionbudget poddisruptionbudgets pods
        kubectl get sts,pv: sts,pv sts,pvc
        kubectl delete pod web-0 w: web-1
        kubectl logs web-0 -c : httpd
        kubectl apply -f : web.yaml
        kubectl get pods -l color: 
        kubectl get pods -l ap: app=web apps.kubernetes.io/pod-index=0 apps.kubernetes.io/pod-index=1
        kubectl delete sts web --cascade=: --cascade=background --cascade=foreground --cascade=orphan
        kubectl patch sts web --type m: merge
        kubectl exec -it web-0 -- ca: cat
        kubectl wait --for=d: --for=delete
        echo $(kubectl get sts w: web
        kubectl get pods -o js: json jsonpath=
    "#]]
    .assert_eq(&shown);
}

#[test]
fn nothing_that_is_typed_hangs_or_ends_the_session() {
    let mut terminal = Terminal::new();
    let lines = [
        "x".repeat(1 << 20),
        "! ".repeat(50_000) + "true",
        "true".to_string() + &" && true".repeat(50_000),
        "(".repeat(50_000),
        "$(".repeat(5_000),
        "if true; then true; ".to_string() + &"elif true; then true; ".repeat(50_000),
        "x=aaaa; for i in $(seq 60); do x=$x$x; done; echo done".into(),
        "echo a > f; for i in $(seq 60); do cat f f > g; cat g g > f; done; echo done".into(),
        "for i in $(seq 9999); do for j in $(seq 9999); do echo x; done; done > /dev/null".into(),
        "sh -c 'sh -c \"sh -c sh\"' | sh".into(),
        "grep -E '((((a*)*)*)*)*b' web.yaml".into(),
        "kubectl get pods -o jsonpath='".to_string() + &"{range .a}".repeat(10_000) + "'",
        "kubectl apply -f - < web.yaml; kubectl \u{1F600} -\u{e9}".into(),
    ];
    for line in &lines {
        terminal.words(&["sh", "-c", line]);
    }
    terminal.transcript.clear();
    terminal.line("echo still here");
    assert_eq!(terminal.transcript, "$ echo still here\nstill here\n");
}

proptest::proptest! {
    #[test]
    fn no_line_makes_it_panic(line in "(kubectl |get |pods|-o |-[a-z] |--[a-z]{1,6}=?|jsonpath=|\\{|\\}|\\[|\\$\\(|\\)|[|;&<>'\"`!*$.\\\\é{}()]| |web|echo |if |then |fi|for |in |do |done){0,24}") {
        let mut cluster = Cluster::new(Config::default());
        let args = ["sh", "-c", &line].map(String::from).into();
        cluster.apply(&Command::Run { args, stdin: "".into() });
        let args = line.split(' ').map(String::from).collect();
        cluster.apply(&Command::Run { args, stdin: "".into() });
        cluster.complete(&line, line.len());
    }
}
