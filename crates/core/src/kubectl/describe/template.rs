//! Pod templates and what pods share with them: containers, volumes, tolerations.

use super::text::{Text, go_list, instant, items, or, str, truth};
use crate::kubectl::columns;
use crate::object::label_selector;
use serde_json::Value;

/// A pod template at a level.
pub(crate) fn template(template: &Value, level: usize, text: &mut Text) {
    text.line(level, "Pod Template:");
    let level = level + 1;
    text.labels(level, "Labels", &template["metadata"]["labels"]);
    if template["metadata"]["annotations"].is_object() {
        text.annotations(level, &template["metadata"]["annotations"]);
    }
    let spec = &template["spec"];
    if !str(&spec["serviceAccountName"]).is_empty() {
        text.field(level, "Service Account", str(&spec["serviceAccountName"]));
    }
    for (label, field) in [("Init Containers", "initContainers"), ("Containers", "containers")] {
        let of = Containers { label, list: &spec[field], statuses: &Value::Null, metadata: &Value::Null };
        if field == "containers" || !items(of.list).is_empty() {
            containers(&of, level, text);
        }
    }
    volumes(&spec["volumes"], level, text);
    scheduling(spec, level, text);
}

/// Node selectors, tolerations and spread constraints.
pub(super) fn scheduling(spec: &Value, level: usize, text: &mut Text) {
    text.labels(level, "Node-Selectors", &spec["nodeSelector"]);
    let tolerations: Vec<String> = items(&spec["tolerations"]).iter().map(toleration).collect();
    text.list(level, "Tolerations", &tolerations);
    let mut constraints: Vec<&Value> = items(&spec["topologySpreadConstraints"]).iter().collect();
    if !constraints.is_empty() {
        crate::sort::sort_by_key(&mut constraints, |constraint| str(&constraint["topologyKey"]));
        let constraints: Vec<String> = constraints.into_iter().map(spread).collect();
        text.list(level, "Topology Spread Constraints", &constraints);
    }
}

fn spread(constraint: &Value) -> String {
    let words = [
        str(&constraint["topologyKey"]),
        ":",
        str(&constraint["whenUnsatisfiable"]),
        " when max skew ",
        &or(&constraint["maxSkew"], "0"),
        " is exceeded",
    ];
    let selector = &constraint["labelSelector"];
    let mut line = words.concat();
    if selector.is_object() {
        line += " for selector ";
        line += &columns::selector(&label_selector(selector));
    }
    line
}

fn toleration(toleration: &Value) -> String {
    let mut written = str(&toleration["key"]).to_string();
    if !str(&toleration["value"]).is_empty() {
        written += &format!("={}", str(&toleration["value"]));
    }
    if !str(&toleration["effect"]).is_empty() {
        written += &format!(":{}", str(&toleration["effect"]));
    }
    if toleration["operator"] == "Exists" && str(&toleration["value"]).is_empty() {
        let bare = str(&toleration["key"]).is_empty() && str(&toleration["effect"]).is_empty();
        written += if bare { "op=Exists" } else { " op=Exists" };
    }
    match toleration["tolerationSeconds"].as_i64() {
        Some(seconds) => written + &format!(" for {seconds}s"),
        None => written,
    }
}

/// Containers of a template, or of a pod, with their statuses there.
pub(super) struct Containers<'a> {
    pub label: &'static str,
    pub list: &'a Value,
    pub statuses: &'a Value,
    /// The metadata of the pod; null in a template.
    pub metadata: &'a Value,
}

pub(super) fn containers(of: &Containers<'_>, level: usize, text: &mut Text) {
    let Containers { label, list, statuses, metadata } = of;
    text.line(level, &format!("{label}:"));
    for container in items(list) {
        let status = items(statuses).iter().find(|status| status["name"] == container["name"]);
        text.line(level + 1, &format!("{}:", str(&container["name"])));
        basics(container, status, level + 2, text);
        if let Some(status) = status {
            state("State", &status["state"], level + 2, text);
            if status["lastState"].as_object().is_some_and(|last| !last.is_empty()) {
                state("Last State", &status["lastState"], level + 2, text);
            }
            text.field(level + 2, "Ready", truth(status["ready"] == true));
            text.field(level + 2, "Restart Count", or(&status["restartCount"], "0"));
        }
        limits(container, level + 2, text);
        environment(container, metadata, level + 2, text);
        mounts(container, level + 2, text);
    }
}

fn basics(container: &Value, status: Option<&Value>, level: usize, text: &mut Text) {
    if let Some(status) = status {
        text.field(level, "Container ID", str(&status["containerID"]));
    }
    text.field(level, "Image", str(&container["image"]));
    if let Some(status) = status {
        text.field(level, "Image ID", str(&status["imageID"]));
    }
    for (label, field) in [("Port", "containerPort"), ("Host Port", "hostPort")] {
        let ports: Vec<String> =
            items(&container["ports"]).iter().map(|port| self::port(port, field)).collect();
        let plural = if ports.len() > 1 { "s" } else { "" };
        let listed = if ports.is_empty() { "<none>".into() } else { ports.join(", ") };
        text.field(level, &format!("{label}{plural}"), listed);
    }
    for (label, field) in [("Command", "command"), ("Args", "args")] {
        let words = items(&container[field]);
        if !words.is_empty() {
            text.line(level, &format!("{label}:"));
            words.iter().flat_map(|word| str(word).split('\n')).for_each(|line| text.line(level + 1, line));
        }
    }
}

fn port(port: &Value, field: &str) -> String {
    let number = port[field].as_i64().unwrap_or(0);
    let name = match str(&port["name"]) {
        "" => String::new(),
        name => format!(" ({name})"),
    };
    format!("{number}/{}{name}", str(&port["protocol"]))
}

fn state(label: &str, state: &Value, level: usize, text: &mut Text) {
    let Some((which, detail)) = state.as_object().and_then(|state| state.iter().next()) else {
        return text.field(level, label, "Waiting");
    };
    match which.as_str() {
        "running" => {
            text.field(level, label, "Running");
            text.field(level + 1, "Started", instant(str(&detail["startedAt"])));
        }
        "terminated" => {
            text.field(level, label, "Terminated");
            text.field(level + 1, "Reason", str(&detail["reason"]));
            text.field(level + 1, "Exit Code", or(&detail["exitCode"], "0"));
            text.field(level + 1, "Started", instant(str(&detail["startedAt"])));
            text.field(level + 1, "Finished", instant(str(&detail["finishedAt"])));
        }
        _ => {
            text.field(level, label, "Waiting");
            if !str(&detail["reason"]).is_empty() {
                text.field(level + 1, "Reason", str(&detail["reason"]));
            }
        }
    }
}

fn limits(container: &Value, level: usize, text: &mut Text) {
    for (label, field) in [("Limits", "limits"), ("Requests", "requests")] {
        let Some(amounts) = container["resources"][field].as_object().filter(|amounts| !amounts.is_empty())
        else {
            continue;
        };
        text.line(level, &format!("{label}:"));
        amounts.iter().for_each(|(name, amount)| text.field(level + 1, name, or(amount, "0")));
    }
    for (label, field) in
        [("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe")]
    {
        if container[field].is_object() {
            text.field(level, label, probe(&container[field]));
        }
    }
}

/// A probe in a line (`DescribeProbe`).
fn probe(probe: &Value) -> String {
    let number = |field: &str| or(&probe[field], "0");
    let times = format!(
        "delay={}s timeout={}s period={}s #success={} #failure={}",
        number("initialDelaySeconds"),
        number("timeoutSeconds"),
        number("periodSeconds"),
        number("successThreshold"),
        number("failureThreshold")
    );
    let (http, tcp, grpc) = (&probe["httpGet"], &probe["tcpSocket"], &probe["grpc"]);
    let what = if probe["exec"].is_object() {
        format!("exec {}", go_list(&probe["exec"]["command"]))
    } else if http.is_object() {
        let scheme = or(&http["scheme"], "HTTP").to_ascii_lowercase();
        format!("http-get {scheme}://{}:{}{}", str(&http["host"]), or(&http["port"], ""), str(&http["path"]))
    } else if tcp.is_object() {
        format!("tcp-socket {}:{}", str(&tcp["host"]), or(&tcp["port"], ""))
    } else if grpc.is_object() {
        format!("grpc <pod>:{} {}", or(&grpc["port"], ""), str(&grpc["service"]))
    } else {
        "unknown".into()
    };
    format!("{what} {times}")
}

fn environment(container: &Value, metadata: &Value, level: usize, text: &mut Text) {
    environment_from(&container["envFrom"], level, text);
    let variables = items(&container["env"]);
    if variables.is_empty() {
        return text.field(level, "Environment", "<none>");
    }
    text.line(level, "Environment:");
    for variable in variables {
        let from = &variable["valueFrom"];
        let value = if from["fieldRef"].is_object() {
            field_of(&from["fieldRef"], metadata)
        } else if from["secretKeyRef"].is_object() {
            set_from("in secret", &from["secretKeyRef"])
        } else if from["configMapKeyRef"].is_object() {
            set_from("of config map", &from["configMapKeyRef"])
        } else {
            str(&variable["value"]).to_string()
        };
        text.field(level + 1, str(&variable["name"]), value);
    }
}

/// What a variable has from its pod, where that is known, and from which field (`EnvValueRetriever`).
fn field_of(field: &Value, metadata: &Value) -> String {
    let path = str(&field["fieldPath"]);
    let key = |map: &str| path.strip_prefix(map)?.strip_prefix("['")?.strip_suffix("']");
    let value = match path {
        "metadata.name" | "metadata.namespace" | "metadata.uid" => &metadata[&path["metadata.".len()..]],
        _ => match (key("metadata.labels"), key("metadata.annotations")) {
            (Some(key), _) => &metadata["labels"][key],
            (None, Some(key)) => &metadata["annotations"][key],
            (None, None) => &Value::Null,
        },
    };
    format!("{} ({}:{path})", str(value), or(&field["apiVersion"], "v1"))
}

/// The objects all of whose keys become variables.
fn environment_from(sources: &Value, level: usize, text: &mut Text) {
    if items(sources).is_empty() {
        return;
    }
    text.line(level, "Environment Variables from:");
    for source in items(sources) {
        let map = source["configMapRef"].is_object();
        let (kind, of) = if map { ("ConfigMap", "configMapRef") } else { ("Secret", "secretRef") };
        let prefix = match str(&source["prefix"]) {
            "" => String::new(),
            prefix => format!(" with prefix '{prefix}'"),
        };
        let optional = source[of]["optional"] == true;
        text.line(level + 1, &format!("{}\t{kind}{prefix}\tOptional: {optional}", str(&source[of]["name"])));
    }
}

fn set_from(of: &str, key: &Value) -> String {
    let optional = key["optional"] == true;
    format!("<set to the key '{}' {of} '{}'>\tOptional: {optional}", str(&key["key"]), str(&key["name"]))
}

fn mounts(container: &Value, level: usize, text: &mut Text) {
    let mut mounts: Vec<&Value> = items(&container["volumeMounts"]).iter().collect();
    if mounts.is_empty() {
        return text.field(level, "Mounts", "<none>");
    }
    crate::sort::sort_by_key(&mut mounts, |mount| str(&mount["mountPath"]));
    text.line(level, "Mounts:");
    for mount in mounts {
        let mode = if mount["readOnly"] == true { "ro" } else { "rw" };
        let path = match str(&mount["subPath"]) {
            "" => String::new(),
            path => format!(",path={path:?}"),
        };
        text.line(
            level + 1,
            &format!("{} from {} ({mode}{path})", str(&mount["mountPath"]), str(&mount["name"])),
        );
    }
}

/// A pod's volumes (`DescribeVolumes`).
pub(super) fn volumes(volumes: &Value, level: usize, text: &mut Text) {
    if items(volumes).is_empty() {
        return text.field(level, "Volumes", "<none>");
    }
    text.line(level, "Volumes:");
    for volume in items(volumes) {
        text.line(level + 1, &format!("{}:", str(&volume["name"])));
        source(volume, level + 2, text);
    }
}

fn source(volume: &Value, level: usize, text: &mut Text) {
    let of = |kind: &str| volume[kind].is_object().then(|| &volume[kind]);
    if let Some(claim) = of("persistentVolumeClaim") {
        let what = "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)";
        text.field(level, "Type", what);
        text.field(level, "ClaimName", str(&claim["claimName"]));
        text.field(level, "ReadOnly", or(&claim["readOnly"], "false"));
    } else if let Some(directory) = of("emptyDir") {
        text.field(level, "Type", "EmptyDir (a temporary directory that shares a pod's lifetime)");
        text.field(level, "Medium", str(&directory["medium"]));
        text.field(level, "SizeLimit", or(&directory["sizeLimit"], "<unset>"));
    } else if let Some(path) = of("hostPath") {
        text.field(level, "Type", "HostPath (bare host directory volume)");
        text.field(level, "Path", str(&path["path"]));
        text.field(level, "HostPathType", str(&path["type"]));
    } else if let Some(map) = of("configMap") {
        text.field(level, "Type", "ConfigMap (a volume populated by a ConfigMap)");
        text.field(level, "Name", str(&map["name"]));
        text.field(level, "Optional", or(&map["optional"], "false"));
    } else if let Some(secret) = of("secret") {
        text.field(level, "Type", "Secret (a volume populated by a Secret)");
        text.field(level, "SecretName", str(&secret["secretName"]));
        text.field(level, "Optional", or(&secret["optional"], "false"));
    } else {
        text.line(level, "<unknown>");
    }
}
