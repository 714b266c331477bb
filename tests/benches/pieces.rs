//! What the inner pieces cost, one by one: `cargo bench -p ordinal-tests`. The whole is `ordinal bench`.

use divan::{Bencher, black_box};
use ordinal_core::scene::{HistoryReader, Scene};
use ordinal_core::{Cluster, Command, Config, Millis, Scenario, Time, Timeline};
use ordinal_picture::{Painter, StageOptions, StaircaseOptions, StaircasePainter, diff, to_svg};

/// How many pods there are: few, and many.
const SIZES: [u32; 2] = [10, 1_000];

fn main() {
    divan::main();
}

fn manifest(replicas: u32) -> String {
    format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: web}}\nspec:\n  serviceName: web\n  replicas: {replicas}\n  \
         podManagementPolicy: Parallel\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n    metadata: {{labels: {{app: \
         web}}}}\n    spec: {{containers: [{{name: nginx, image: 'nginx:1.25'}}]}}\n  volumeClaimTemplates:\n  - metadata: \
         {{name: data}}\n    spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}\n"
    )
}

/// A run in which so many pods have come up.
fn up(replicas: u32) -> Timeline {
    let nodes = (0..3.max(replicas.div_ceil(100))).map(|number| format!("node-{number}")).collect();
    let mut timeline = Timeline::new(Config { nodes, ..Config::default() });
    timeline.apply(Command::File { name: "web.yaml".into(), content: manifest(replicas).into() });
    timeline.apply(command("kubectl apply -f web.yaml"));
    timeline.advance(Time(600_000));
    timeline
}

fn command(line: &str) -> Command {
    let args: Vec<String> = line.split(' ').map(String::from).collect();
    Command::Run { args: args.into(), stdin: "".into() }
}

/// The same cluster, before and after something was done and a moment has passed.
fn moments(replicas: u32) -> (Scene, Scene) {
    let mut timeline = up(replicas);
    let before = Scene::of(timeline.cluster(), None);
    timeline.apply(command("kubectl delete pod web-3"));
    timeline.advance(timeline.now() + Millis::seconds(2));
    (before, Scene::of(timeline.cluster(), None))
}

#[divan::bench]
fn a_scenario_is_read(bencher: Bencher) {
    let text = manifest(3);
    bencher.bench(|| Scenario::parse(black_box(&text)));
}

#[divan::bench(args = SIZES)]
fn a_cluster_is_cloned_for_a_checkpoint(bencher: Bencher, replicas: u32) {
    let timeline = up(replicas);
    bencher.bench(|| timeline.cluster().clone());
}

#[divan::bench(args = SIZES)]
fn a_pod_is_replaced(bencher: Bencher, replicas: u32) {
    let timeline = up(replicas);
    let end = timeline.now() + Millis::seconds(60);
    let replace = |mut cluster: Cluster| {
        cluster.apply(&command("kubectl delete pod web-3"));
        cluster.advance(end);
        cluster
    };
    bencher.with_inputs(|| timeline.cluster().clone()).bench_values(replace);
}

#[divan::bench(args = ["kubectl get pods", "kubectl get pods -o yaml", "kubectl describe sts web"])]
fn kubectl_prints_a_thousand(bencher: Bencher, line: &str) {
    let timeline = up(1_000);
    let print = |mut cluster: Cluster| {
        cluster.apply(&command(line));
        cluster
    };
    bencher.with_inputs(|| timeline.cluster().clone()).bench_values(print);
}

#[divan::bench(args = SIZES)]
fn a_scene_is_built(bencher: Bencher, replicas: u32) {
    let timeline = up(replicas);
    bencher.bench(|| Scene::of(timeline.cluster(), None));
}

#[divan::bench(args = SIZES)]
fn a_stage_is_drawn_again(bencher: Bencher, replicas: u32) {
    let (before, after) = moments(replicas);
    let drawn = || {
        let mut painter = Painter::default();
        painter.stage(&before, &StageOptions::default());
        painter
    };
    bencher.with_inputs(drawn).bench_values(|mut painter| painter.stage(&after, &StageOptions::default()));
}

#[divan::bench(args = SIZES)]
fn two_stages_are_compared(bencher: Bencher, replicas: u32) {
    let (before, after) = moments(replicas);
    let mut painter = Painter::default();
    let [before, after] = [before, after].map(|scene| painter.stage(&scene, &StageOptions::default()));
    bencher.bench(|| diff(&before.root, black_box(&after.root)).len());
}

#[divan::bench(args = SIZES)]
fn a_staircase_is_drawn(bencher: Bencher, replicas: u32) {
    let timeline = up(replicas);
    let mut reader = HistoryReader::new(None);
    reader.extend(timeline.records());
    let history = reader.history(timeline.now());
    bencher.bench(|| StaircasePainter::default().staircase(&history, &StaircaseOptions::default()));
}

#[divan::bench(args = SIZES)]
fn a_stage_is_written_as_a_file(bencher: Bencher, replicas: u32) {
    let scene = Scene::of(up(replicas).cluster(), None);
    let drawing = ordinal_picture::stage(&scene, &StageOptions::default());
    bencher.bench(|| to_svg(&drawing, &ordinal_picture::SvgOptions::default()));
}
