//! What does a host say with each page?
//!
//! `_headers` is read by Netlify, Cloudflare Pages and others; elsewhere it is a file like any other.
//! Hosts that know no such file, GitHub Pages for one, leave it to the policy that each page bears.

use super::{Export, Out};
use crate::pages::Site;

/// What pages may load: files of the same site, and nothing else. `frame-ancestors` counts in a header only.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                          font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
                          frame-ancestors 'none'";

/// The other headers of every file.
pub const OTHERS: [(&str, &str); 4] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
];

/// The file.
pub fn files(_: &Site<'_>) -> Vec<Export> {
    vec![Export { path: "_headers".to_owned(), part: 0, write }]
}

fn write(site: &Site<'_>, _: usize, out: &mut Out<'_>) {
    let root = site.plan.addresses.host_root();
    let mut text = format!("{root}*\n  Content-Security-Policy: {POLICY}\n");
    for (name, value) in OTHERS {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    // Their names change with what is in them.
    text.push_str(&format!("\n{root}assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"));
    out.extend_from_slice(text.as_bytes());
}
