//! Plain data that crosses into JavaScript, typed on both sides from one definition.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

/// What can become a plain JavaScript value.
pub(crate) trait Plain {
    /// The value.
    fn plain(self) -> JsValue;
}

/// Sets a property of a fresh object, which cannot refuse it.
pub(crate) fn set(object: &Object, name: &str, value: JsValue) {
    let _ = Reflect::set(object, &name.into(), &value);
}

impl Plain for f64 {
    fn plain(self) -> JsValue {
        self.into()
    }
}

impl Plain for u32 {
    fn plain(self) -> JsValue {
        self.into()
    }
}

impl Plain for i32 {
    fn plain(self) -> JsValue {
        self.into()
    }
}

impl Plain for bool {
    fn plain(self) -> JsValue {
        self.into()
    }
}

impl Plain for String {
    fn plain(self) -> JsValue {
        self.into()
    }
}

impl<T: Plain> Plain for Option<T> {
    fn plain(self) -> JsValue {
        self.map_or(JsValue::NULL, Plain::plain)
    }
}

impl<T: Plain> Plain for Vec<T> {
    fn plain(self) -> JsValue {
        self.into_iter().map(Plain::plain).collect::<Array>().into()
    }
}

/// The TypeScript type of a Rust type.
macro_rules! typescript {
    (Option<$inner:ident>) => {
        concat!(typescript!($inner), " | null")
    };
    (Vec<$inner:ident>) => {
        concat!(typescript!($inner), "[]")
    };
    (String) => {
        "string"
    };
    (bool) => {
        "boolean"
    };
    (f64) => {
        "number"
    };
    (u32) => {
        "number"
    };
    (i32) => {
        "number"
    };
    ($other:ident) => {
        stringify!($other)
    };
}

/// A struct in Rust and the same as an interface in TypeScript.
macro_rules! plain {
    ($(#[doc = $about:literal])* $name:ident {
        $($(#[doc = $doc:literal])* $field:ident: $outer:ident $(<$inner:ident>)?,)*
    }) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) struct $name {
            $($(#[doc = $doc])* pub $field: $outer $(<$inner>)?,)*
        }

        impl $crate::plain::Plain for $name {
            fn plain(self) -> wasm_bindgen::JsValue {
                let object = js_sys::Object::new();
                $($crate::plain::set(&object, stringify!($field), $crate::plain::Plain::plain(self.$field));)*
                object.into()
            }
        }

        const _: () = {
            #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
            const TYPES: &str = concat!(
                "\n/**", $($about, "\n",)* " */\nexport interface ", stringify!($name), " {\n",
                $($("  /**", $doc, " */\n",)*
                "  ", stringify!($field), ": ", typescript!($outer $(<$inner>)?), ";\n",)* "}\n",
            );
        };
    };
}

/// Several structs, told apart by their `type`: an enum in Rust, a union in TypeScript.
macro_rules! union {
    ($(#[doc = $about:literal])* $name:ident { $($(#[doc = $doc:literal])* $tag:literal $variant:ident($inner:ident),)* }) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) enum $name { $($(#[doc = $doc])* $variant($inner),)* }

        impl $crate::plain::Plain for $name {
            fn plain(self) -> wasm_bindgen::JsValue {
                let (tag, value) = match self { $($name::$variant(inner) => ($tag, inner.plain()),)* };
                $crate::plain::set(value.unchecked_ref(), "type", tag.into());
                value
            }
        }

        const _: () = {
            #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
            const TYPES: &str = concat!(
                "\n/**", $($about, "\n",)* " */\nexport type ", stringify!($name), " =",
                $("\n  | ({ type: '", $tag, "' } & ", stringify!($inner), ")",)* ";\n",
            );
        };
    };
}

pub(crate) use {plain, typescript, union};
