//! The objects that `kubectl create KIND NAME …` makes up from words and flags.

use super::kept;
use crate::kubectl::args::Args;
use crate::kubectl::context::Context;
use crate::kubectl::failure::Failure;
use serde_json::{Map, Value, json};

/// What can be created by words.
pub(in crate::kubectl) const CREATED: &str = "clusterrole clusterrolebinding configmap cronjob deployment job namespace \
     poddisruptionbudget priorityclass role rolebinding secret service serviceaccount";

/// Other names for some of them.
const SHORT: [(&str, &str); 8] = [
    ("cj", "cronjob"),
    ("cm", "configmap"),
    ("deploy", "deployment"),
    ("ns", "namespace"),
    ("pc", "priorityclass"),
    ("pdb", "poddisruptionbudget"),
    ("sa", "serviceaccount"),
    ("svc", "service"),
];

/// The object that the words describe.
///
/// # Errors
/// When there is no such subcommand, or something is missing.
pub(super) fn manifest(context: &Context<'_>, args: &Args) -> Result<Value, Failure> {
    let [what, rest @ ..] = args.words.as_slice() else { return Err(Failure::unknown_part("create", &[])) };
    let full = SHORT.iter().find(|(short, _)| short == what).map_or(what.as_str(), |(_, full)| full);
    if !CREATED.split(' ').any(|known| known == full) {
        return Err(Failure {
            message: format!(
                "Error: must specify one of -f and -k\n\n{}",
                Failure::unknown_part("create", &args.words).message
            ),
            code: 1,
        });
    }
    match (full, rest) {
        ("secret", [kind, rest @ ..]) => secret(context, args, kind, rest),
        ("service", [kind, rest @ ..]) => service(args, kind, rest),
        ("secret" | "service", []) => Err(Failure::unknown_part(&format!("create {full}"), &[])),
        (kind, rest) => {
            let name = only(kind, rest)?;
            match kind {
                "configmap" => Ok(object("v1", "ConfigMap", name, json!({"data": data(context, args)?}))),
                "deployment" => deployment(args, name),
                "namespace" => Ok(object("v1", "Namespace", name, json!({}))),
                "poddisruptionbudget" => budget(args, name),
                "serviceaccount" => Ok(object("v1", "ServiceAccount", name, json!({}))),
                kind => kept::manifest(args, kind, name),
            }
        }
    }
}

/// The one name that is given.
fn only<'w>(kind: &str, words: &'w [String]) -> Result<&'w str, Failure> {
    match words {
        [name] => Ok(name),
        words => {
            let message = format!("exactly one NAME is required, got {}", words.len());
            Err(Failure::misused(&format!("create {kind}"), &message))
        }
    }
}

/// An object of a kind and name with these fields beside.
pub(super) fn object(api_version: &str, kind: &str, name: &str, fields: Value) -> Value {
    let mut object = json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": name}});
    for (field, value) in fields.as_object().into_iter().flatten() {
        object[field] = value.clone();
    }
    object
}

/// What `--from-literal`, `--from-file` and `--from-env-file` give.
fn data(context: &Context<'_>, args: &Args) -> Result<Map<String, Value>, Failure> {
    let mut data = Map::new();
    for pair in args.all("from-literal") {
        let wrong = || Failure::error(format!("invalid literal source {pair}, expected key=value"));
        let (key, value) = pair.split_once('=').ok_or_else(wrong)?;
        data.insert(key.into(), json!(value));
    }
    for source in args.list("from-file") {
        let last = source.rsplit('/').next().unwrap_or(source);
        let (key, file) = source.split_once('=').unwrap_or((last, source));
        data.insert(key.into(), json!(file_named(context, file, "error reading ")?));
    }
    for file in args.list("from-env-file") {
        let text = file_named(context, file, "error reading ")?;
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let pairs = lines.filter_map(|line| line.split_once('='));
        data.extend(pairs.map(|(key, value)| (key.trim().to_string(), json!(value))));
    }
    Ok(crate::sort::object(data))
}

/// What is in a file of the terminal's folder.
fn file_named(context: &Context<'_>, file: &str, doing: &str) -> Result<String, Failure> {
    let missing = || Failure::error(format!("{doing}{file}: no such file or directory"));
    context.session.file(file).map(ToString::to_string).ok_or_else(missing)
}

/// `secret generic`, `secret tls` and `secret docker-registry`.
fn secret(context: &Context<'_>, args: &Args, kind: &str, rest: &[String]) -> Result<Value, Failure> {
    if !matches!(kind, "generic" | "tls" | "docker-registry") {
        let words: Vec<String> = std::iter::once(kind.to_string()).chain(rest.iter().cloned()).collect();
        return Err(Failure::unknown_part("create secret", &words));
    }
    let name = only(&format!("secret {kind}"), rest)?;
    let (data, of_type) = match kind {
        "generic" => (data(context, args)?, "Opaque"),
        "tls" => {
            let file = |flag| {
                let missing = || Failure::error(format!("{flag} must be specified"));
                file_named(context, args.get(flag).ok_or_else(missing)?, "open ")
            };
            let (cert, key) = (file("cert")?, file("key")?);
            (
                Map::from_iter([("tls.crt".into(), json!(cert)), ("tls.key".into(), json!(key))]),
                "kubernetes.io/tls",
            )
        }
        _ => {
            let given = |flag| args.get(flag).unwrap_or("");
            let (user, password) = (given("docker-username"), given("docker-password"));
            let server = args.get("docker-server").unwrap_or("https://index.docker.io/v1/");
            let auth = crate::base64::encode(&format!("{user}:{password}"));
            let login =
                json!({"auth": auth, "email": given("docker-email"), "password": password, "username": user});
            let config = json!({"auths": {server: login}}).to_string();
            (Map::from_iter([(".dockerconfigjson".into(), json!(config))]), "kubernetes.io/dockerconfigjson")
        }
    };
    let encoded = data.into_iter();
    let encoded =
        encoded.map(|(key, value)| (key, json!(crate::base64::encode(value.as_str().unwrap_or("")))));
    let fields = json!({"data": crate::sort::object(encoded), "type": args.get("type").unwrap_or(of_type)});
    Ok(object("v1", "Secret", name, fields))
}

/// A whole number of a flag of `create`.
pub(super) fn number(args: &Args, flag: &str) -> Result<Option<i64>, Failure> {
    args.number("create", flag)
}

fn deployment(args: &Args, name: &str) -> Result<Value, Failure> {
    let images: Vec<&str> = args.list("image").collect();
    if images.is_empty() {
        return Err(Failure::error("required flag(s) \"image\" not set"));
    }
    let port = number(args, "port")?;
    let container = |image: &&str| {
        let mut container = json!({"image": image, "name": container_name(image), "resources": {}});
        if let Some(port) = port {
            container["ports"] = json!([{"containerPort": port}]);
        }
        if let Some(command) = &args.rest {
            container["command"] = json!(command);
        }
        container
    };
    let containers: Vec<Value> = images.iter().map(container).collect();
    let labels = json!({"app": name});
    let mut deployment = object(
        "apps/v1",
        "Deployment",
        name,
        json!({"spec": {
            "replicas": number(args, "replicas")?.unwrap_or(1),
            "selector": {"matchLabels": labels},
            "strategy": {},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
        }, "status": {}}),
    );
    deployment["metadata"]["labels"] = json!({"app": name});
    Ok(deployment)
}

/// A container's name from its image: `registry/nginx:1.25` gives `nginx`.
fn container_name(image: &str) -> &str {
    let last = image.rsplit('/').next().unwrap_or(image);
    last.split([':', '@']).next().unwrap_or(last)
}

fn service(args: &Args, kind: &str, rest: &[String]) -> Result<Value, Failure> {
    let types = [
        ("clusterip", "ClusterIP"),
        ("nodeport", "NodePort"),
        ("loadbalancer", "LoadBalancer"),
        ("externalname", "ExternalName"),
    ];
    let Some((word, kind)) = types.iter().find(|(word, _)| *word == kind) else {
        let words: Vec<String> = std::iter::once(kind.to_string()).chain(rest.iter().cloned()).collect();
        return Err(Failure::unknown_part("create service", &words));
    };
    let name = only(&format!("service {word}"), rest)?;
    let mut spec = json!({"type": kind, "selector": {"app": name}});
    let ports: Vec<Value> = args.list("tcp").map(port).collect::<Result<_, _>>()?;
    if !ports.is_empty() {
        spec["ports"] = json!(ports);
    }
    if let Some(address) = args.get("clusterip") {
        spec["clusterIP"] = json!(address);
    }
    if let Some(external) = args.get("external-name") {
        spec["externalName"] = json!(external);
    }
    if *kind != "ExternalName" && ports.is_empty() && args.get("clusterip") != Some("None") {
        return Err(Failure::error("at least one tcp port specifier must be provided"));
    }
    let mut service = object("v1", "Service", name, json!({"spec": spec}));
    service["metadata"]["labels"] = json!({"app": name});
    Ok(service)
}

/// `--tcp=80:8080`: the port and the pods' port.
fn port(spec: &str) -> Result<Value, Failure> {
    let (port, target) = spec.split_once(':').unwrap_or((spec, spec));
    let number = port.parse::<u16>().map_err(|_| Failure::error(format!("invalid port {port:?}")))?;
    let target = target.parse::<u16>().map_or(json!(target), |number| json!(number));
    Ok(json!({"name": spec.replace(':', "-"), "port": number, "protocol": "TCP", "targetPort": target}))
}

fn budget(args: &Args, name: &str) -> Result<Value, Failure> {
    let selector = args.get("selector").ok_or_else(|| Failure::error("a selector must be specified"))?;
    match (args.get("min-available"), args.get("max-unavailable")) {
        (None, None) => {
            return Err(Failure::error("one of min-available or max-unavailable must be specified"));
        }
        (Some(_), Some(_)) => {
            return Err(Failure::error("min-available and max-unavailable cannot be both specified"));
        }
        (Some(_), None) | (None, Some(_)) => {}
    }
    let labels = selector.split(',').filter_map(|pair| pair.split_once('='));
    let labels = crate::sort::object(labels.map(|(key, value)| (key.to_string(), json!(value))));
    let mut spec = json!({"selector": {"matchLabels": labels}});
    for (flag, field) in [("min-available", "minAvailable"), ("max-unavailable", "maxUnavailable")] {
        if let Some(bound) = args.get(flag) {
            let digits = bound.strip_suffix('%').unwrap_or(bound);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(Failure::error(format!("invalid format specified for {flag}")));
            }
            spec[field] = bound.parse::<u32>().map_or(json!(bound), |count| json!(count));
        }
    }
    Ok(object("policy/v1", "PodDisruptionBudget", name, json!({"spec": spec})))
}
