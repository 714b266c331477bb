//! Sessions with kubectl beside those that are recorded: commands that wait, that watch, that are wrong.

use crate::Cluster;
use crate::command::Command;
use crate::config::{Config, KubeletMode};
use crate::journal::Entry;
use crate::process::ProcessId;
use crate::time::Millis;
use expect_test::{Expect, expect};

const WEB: &str = "
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
      terminationGracePeriodSeconds: 10
      containers: [{name: nginx, image: 'nginx:1.25'}]
";

/// A terminal on a cluster whose pods are ready at once.
struct Terminal {
    cluster: Cluster,
    transcript: String,
}

impl Terminal {
    fn new() -> Terminal {
        let mut cluster = Cluster::new(Config { kubelet: KubeletMode::Ready, ..Config::default() });
        cluster.apply(&Command::File { name: "web.yaml".into(), content: WEB.into() });
        let mut terminal = Terminal { cluster, transcript: String::new() };
        terminal.run("apply -f web.yaml");
        terminal.pass(10);
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

    fn run(&mut self, line: &str) -> ProcessId {
        self.transcript += &format!("$ kubectl {line}\n");
        let command = Command::line(&format!("kubectl {line}"), "");
        let process = self.cluster.apply(&command).expect("a process");
        self.collect();
        process
    }
}

fn session(lines: &[&str], expected: &Expect) {
    let mut terminal = Terminal::new();
    for line in lines {
        let process = terminal.run(line);
        for _ in 0..120 {
            if terminal.cluster.is_running(process) {
                terminal.pass(1);
            }
        }
    }
    expected.assert_eq(&terminal.transcript);
}

#[test]
fn a_log_is_followed_until_its_container_ends() {
    let mut terminal = Terminal::new();
    let followed = ["logs -f web-0", "logs -f web-1", "logs -l app=web -f"].map(|line| terminal.run(line));
    terminal.pass(30);
    let runs = |terminal: &Terminal| followed.map(|process| terminal.cluster.is_running(process));
    assert_eq!(runs(&terminal), [true; 3]);
    terminal.run("delete pod web-0");
    terminal.pass(20);
    assert_eq!(runs(&terminal), [false, true, true]);
    terminal.cluster.apply(&Command::Interrupt(followed[1]));
    terminal.run("delete pod web-1");
    terminal.pass(20);
    assert_eq!(runs(&terminal), [false; 3]);
}

/// In the words of the kubelet's `validateContainerLogStatus`.
#[test]
fn a_container_that_waits_for_its_image_has_no_log() {
    let mut terminal = Terminal { cluster: Cluster::new(Config::default()), transcript: String::new() };
    terminal.run("run lone --image=nginx:broken");
    for seconds in [3, 30] {
        terminal.pass(seconds);
        terminal.run("logs lone");
    }
    expect![[r#"
        $ kubectl run lone --image=nginx:broken
        pod/lone created
        $ kubectl logs lone
        Error from server (BadRequest): container "lone" in pod "lone" is waiting to start: image can't be pulled
        [exit 1]
        $ kubectl logs lone
        Error from server (BadRequest): container "lone" in pod "lone" is waiting to start: trying and failing to pull image
        [exit 1]
    "#]]
    .assert_eq(&terminal.transcript);
}

/// As a recording has it (random-0012): nowhere else does a patch that says what is true already count as one.
#[test]
fn a_patch_takes_out_what_a_scale_in_vain_has_left() {
    session(
        &[
            "patch sts web -p '{\"spec\":{\"replicas\":2}}'",
            "scale sts web --replicas=2",
            "patch sts web -p '{\"spec\":{\"replicas\":2}}'",
            "patch sts web -p '{\"spec\":{\"replicas\":2}}'",
            "scale sts web --replicas=2",
            "label sts web a=b",
            "patch sts web -p '{\"spec\":{\"replicas\":2}}'",
        ],
        &expect![[r#"
            $ kubectl patch sts web -p '{"spec":{"replicas":2}}'
            statefulset.apps/web patched (no change)
            $ kubectl scale sts web --replicas=2
            statefulset.apps/web scaled
            $ kubectl patch sts web -p '{"spec":{"replicas":2}}'
            statefulset.apps/web patched
            $ kubectl patch sts web -p '{"spec":{"replicas":2}}'
            statefulset.apps/web patched (no change)
            $ kubectl scale sts web --replicas=2
            statefulset.apps/web scaled
            $ kubectl label sts web a=b
            statefulset.apps/web labeled
            $ kubectl patch sts web -p '{"spec":{"replicas":2}}'
            statefulset.apps/web patched (no change)
        "#]],
    );
}

#[test]
fn a_watch_prints_each_change_until_it_is_interrupted() {
    let mut terminal = Terminal::new();
    let watch = terminal.run("get pods -w -l app=web");
    terminal.run("scale sts web --replicas=3");
    terminal.pass(5);
    terminal.run("scale sts web --replicas=2");
    terminal.pass(20);
    terminal.cluster.apply(&Command::Interrupt(watch));
    terminal.collect();
    terminal.run("delete pod web-0 --wait=false");
    terminal.pass(20);
    expect![[r#"
        $ kubectl get pods -w -l app=web
        NAME    READY   STATUS    RESTARTS   AGE
        web-0   1/1     Running   0          9s
        web-1   1/1     Running   0          9s
        $ kubectl scale sts web --replicas=3
        statefulset.apps/web scaled
        web-2   0/1     Pending   0          0s
        web-2   0/1     Pending   0          0s
        web-2   0/1     ContainerCreating   0          0s
        web-2   0/1     Running             0          0s
        web-2   1/1     Running             0          0s
        $ kubectl scale sts web --replicas=2
        statefulset.apps/web scaled
        web-2   1/1     Terminating         0          5s
        web-2   0/1     Terminating         0          5s
        [exit 130]
        $ kubectl delete pod web-0 --wait=false
        pod "web-0" deleted from default namespace
    "#]]
    .assert_eq(&terminal.transcript);
}

#[test]
fn commands_wait_as_long_as_it_takes() {
    session(
        &[
            "set image sts/web nginx=nginx:1.27",
            "rollout status sts/web",
            "rollout history sts/web",
            "wait --for=condition=Ready pod -l app=web",
            "wait --for=delete pod/web-1 --timeout=3s",
            "wait --for=jsonpath='{.status.readyReplicas}'=2 sts/web",
            "delete sts web --cascade=foreground",
            "get pods",
        ],
        &expect![[r#"
            $ kubectl set image sts/web nginx=nginx:1.27
            statefulset.apps/web image updated
            $ kubectl rollout status sts/web
            Waiting for statefulset spec update to be observed...
            Waiting for partitioned roll out to finish: 0 out of 2 new pods have been updated...
            Waiting for partitioned roll out to finish: 0 out of 2 new pods have been updated...
            Waiting for 1 pods to be ready...
            Waiting for 1 pods to be ready...
            Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...
            Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...
            Waiting for 1 pods to be ready...
            Waiting for 1 pods to be ready...
            partitioned roll out complete: 2 new pods have been updated...
            $ kubectl rollout history sts/web
            statefulset.apps/web 
            REVISION  CHANGE-CAUSE
            1         <none>
            2         <none>

            $ kubectl wait --for=condition=Ready pod -l app=web
            pod/web-0 condition met
            pod/web-1 condition met
            $ kubectl wait --for=delete pod/web-1 --timeout=3s
            error: timed out waiting for the condition on pods/web-1
            [exit 1]
            $ kubectl wait --for=jsonpath='{.status.readyReplicas}'=2 sts/web
            statefulset.apps/web condition met
            $ kubectl delete sts web --cascade=foreground
            statefulset.apps "web" deleted from default namespace
            $ kubectl get pods
            No resources found in default namespace.
        "#]],
    );
}

#[test]
fn a_drain_waits_for_the_budget() {
    let mut terminal = Terminal::new();
    terminal.run("create pdb web --selector=app=web --min-available=2");
    terminal.pass(1);
    let drain = terminal.run("drain node-a node-b node-c --ignore-daemonsets --timeout=12s");
    terminal.pass(30);
    assert!(!terminal.cluster.is_running(drain));
    expect![[r#"
        $ kubectl create pdb web --selector=app=web --min-available=2
        poddisruptionbudget.policy/web created
        $ kubectl drain node-a node-b node-c --ignore-daemonsets --timeout=12s
        node/node-a cordoned
        node/node-b cordoned
        node/node-c cordoned
        evicting pod default/web-0
        error when evicting pods/"web-0" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
        evicting pod default/web-0
        error when evicting pods/"web-0" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
        evicting pod default/web-0
        error when evicting pods/"web-0" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
        There are pending pods in node "node-a" when an error occurred: error when evicting pods/"web-0" -n "default": global timeout reached: 12s
        pod/web-0
        error: unable to drain node "node-a" due to error: error when evicting pods/"web-0" -n "default": global timeout reached: 12s, continuing command...
        node/node-b drained
        evicting pod default/web-1
        error when evicting pods/"web-1" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
        evicting pod default/web-1
        error when evicting pods/"web-1" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
        evicting pod default/web-1
        error when evicting pods/"web-1" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
        There are pending pods in node "node-c" when an error occurred: error when evicting pods/"web-1" -n "default": global timeout reached: 12s
        pod/web-1
        error: unable to drain node "node-c" due to error: error when evicting pods/"web-1" -n "default": global timeout reached: 12s, continuing command...
        There are pending nodes to be drained:
         node-a
         node-c
        error when evicting pods/"web-0" -n "default": global timeout reached: 12s
        error when evicting pods/"web-1" -n "default": global timeout reached: 12s
        [exit 1]
    "#]].assert_eq(&terminal.transcript);
}

#[test]
fn nodes_are_tainted_and_objects_labelled() {
    session(
        &[
            "taint node node-a disk=slow:NoSchedule",
            "taint node node-a disk=slow:NoSchedule",
            "taint nodes node-a disk-",
            "taint node node-a disk=slow:Sometimes",
            "label pod web-0 tier=front",
            "label pod web-0 tier=back",
            "label pod web-0 tier=back --overwrite",
            "label pod web-0 tier-",
            "annotate sts web note='for tests'",
            "get sts web -o jsonpath='{.metadata.annotations.note}{\"\\n\"}'",
        ],
        &expect![[r#"
            $ kubectl taint node node-a disk=slow:NoSchedule
            node/node-a tainted
            $ kubectl taint node node-a disk=slow:NoSchedule
            error: node node-a already has disk taint(s) with same effect(s) and --overwrite is false
            [exit 1]
            $ kubectl taint nodes node-a disk-
            node/node-a untainted
            $ kubectl taint node node-a disk=slow:Sometimes
            error: invalid taint effect: Sometimes, unsupported taint effect
            [exit 1]
            $ kubectl label pod web-0 tier=front
            pod/web-0 labeled
            $ kubectl label pod web-0 tier=back
            error: 'tier' already has a value (front), and --overwrite is false
            [exit 1]
            $ kubectl label pod web-0 tier=back --overwrite
            pod/web-0 labeled
            $ kubectl label pod web-0 tier-
            pod/web-0 unlabeled
            $ kubectl annotate sts web note='for tests'
            statefulset.apps/web annotated
            $ kubectl get sts web -o jsonpath='{.metadata.annotations.note}{"\n"}'
            for tests
        "#]],
    );
}

#[test]
fn wrong_commands_are_refused_as_kubectl_refuses_them() {
    session(
        &[
            "gte pods",
            "port-forward pod/web-0 8080",
            "get pods web-0 sts/web",
            "get pods -o jsonpath='{.items'",
            "scale sts web",
            "delete sts web --grace-period=5 --force",
            "delete sts web --cascade=maybe",
            "patch sts web --type=odd -p '{}'",
            "patch sts web -p 'a: ['",
            "apply -f https://example.com/web.yaml",
            "rollout undo sts/web",
            "rollout pause sts/web",
            "exec web-9 -- ls",
            "wait --for=condition=Ready pod/web-9",
            "top pods",
            "get pods --field-selector spec.colour=red",
        ],
        &expect![[r#"
            $ kubectl gte pods
            error: unknown command "gte" for "kubectl"

            Did you mean this?
            	get

            [exit 1]
            $ kubectl port-forward pod/web-0 8080
            Forwarding from 127.0.0.1:8080 -> 8080
            Forwarding from [::1]:8080 -> 8080
            $ kubectl get pods web-0 sts/web
            error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'
            [exit 1]
            $ kubectl get pods -o jsonpath='{.items'
            error: error parsing jsonpath {.items, unclosed action
            [exit 1]
            $ kubectl scale sts web
            error: required flag(s) "replicas" not set
            [exit 1]
            $ kubectl delete sts web --grace-period=5 --force
            error: --force and --grace-period greater than 0 cannot be specified together
            [exit 1]
            $ kubectl delete sts web --cascade=maybe
            error: invalid cascade value (maybe). Must be "background", "foreground", or "orphan"
            [exit 1]
            $ kubectl patch sts web --type=odd -p '{}'
            error: --type must be one of [json merge strategic], not "odd"
            [exit 1]
            $ kubectl patch sts web -p 'a: ['
            error: unable to parse "a: [": error converting YAML to JSON: yaml: line 1: did not find expected node content
            [exit 1]
            $ kubectl apply -f https://example.com/web.yaml
            error: unable to read URL "https://example.com/web.yaml": a simulated cluster has no network; paste the manifest instead
            [exit 1]
            $ kubectl rollout undo sts/web
            Warning: resource statefulsets/web was previously managed with 'kubectl apply'. Rolling back will not update the kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.
            error: no last revision to roll back to
            [exit 1]
            $ kubectl rollout pause sts/web
            error: statefulsets.apps "web" pausing is not supported
            [exit 1]
            $ kubectl exec web-9 -- ls
            Error from server (NotFound): pods "web-9" not found
            [exit 1]
            $ kubectl wait --for=condition=Ready pod/web-9
            Error from server (NotFound): pods "web-9" not found
            [exit 1]
            $ kubectl top pods
            error: Metrics API not available
            [exit 1]
            $ kubectl get pods --field-selector spec.colour=red
            Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.colour=red": field label not supported: spec.colour
            [exit 1]
        "#]],
    );
}

#[test]
fn objects_are_made_from_words() {
    session(
        &[
            "create deployment api --image=nginx:1.25 --replicas=2 --dry-run=client -o yaml",
            "create namespace lab",
            "config set-context --current --namespace=lab",
            "create configmap colours --from-literal=sky=blue",
            "get cm",
            "run shell --image=busybox:1.36 --restart=Never -- sleep 60",
            "expose pod shell --port=80 --name=shell",
            "get svc -o name",
            "delete cm --all",
        ],
        &expect![[r#"
            $ kubectl create deployment api --image=nginx:1.25 --replicas=2 --dry-run=client -o yaml
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              labels:
                app: api
              name: api
            spec:
              replicas: 2
              selector:
                matchLabels:
                  app: api
              strategy: {}
              template:
                metadata:
                  labels:
                    app: api
                spec:
                  containers:
                  - image: nginx:1.25
                    name: nginx
                    resources: {}
            status: {}
            $ kubectl create namespace lab
            namespace/lab created
            $ kubectl config set-context --current --namespace=lab
            Context "ordinal" modified.
            $ kubectl create configmap colours --from-literal=sky=blue
            configmap/colours created
            $ kubectl get cm
            NAME      DATA   AGE
            colours   1      0s
            $ kubectl run shell --image=busybox:1.36 --restart=Never -- sleep 60
            pod/shell created
            $ kubectl expose pod shell --port=80 --name=shell
            service/shell exposed
            $ kubectl get svc -o name
            service/shell
            $ kubectl delete cm --all
            configmap "colours" deleted from lab namespace
        "#]],
    );
}
