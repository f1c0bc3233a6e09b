# For Varnish 6 or newer, without xkey; tried out with 7.1. docs/operating.md tells how.
vcl 4.1;
import std;

backend newsroom { .host = "127.0.0.1"; .port = "8000"; }
# Where the worker runs, which sends PURGE.
acl worker { "127.0.0.1"; "::1"; }

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ worker) { return (synth(403)); }
        if (req.http.Surrogate-Key !~ "^[a-z0-9 -]+$") { return (synth(400)); }
        ban("obj.http.Surrogate-Key ~ (^|\s)(" + regsuball(req.http.Surrogate-Key, " +", "|") + ")(\s|$)");
        return (synth(200));
    }
    if (req.method != "GET" && req.method != "HEAD") { return (pass); }
    if (req.http.Cookie ~ "(^|; *)desk=") { return (pass); }
    # What is for one reader. Answers that may not be kept are not kept anyway; this only saves the asking.
    if (req.url ~ "^/(admin|me|search|mail|subscribe|comments/(receipt|confirm))") { return (pass); }
    set req.url = regsuball(req.url, "(?<=[?&])(utm_[a-z]+|fbclid|gclid)=[^&]*&?", "");
    set req.url = regsub(req.url, "[?&]$", "");
    return (hash);  # cookies of readers make no other page: Newsroom looks at none for a page that it lets you keep
}

sub vcl_hash {
    hash_data(req.http.X-Forwarded-Proto);
}

sub vcl_backend_response {
    if (beresp.http.Surrogate-Key && beresp.http.CDN-Cache-Control ~ "^max-age=[0-9]+,") {
        # Until it is purged, or midnight changes the date in it.
        set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, "^max-age=([0-9]+).*", "\1s"), 1s);
        set beresp.grace = 1m;  # an old page while the new one is fetched
    } else {
        set beresp.ttl = 1s;
        set beresp.uncacheable = true;
    }
}

sub vcl_deliver {
    unset resp.http.Surrogate-Key;
    unset resp.http.CDN-Cache-Control;
}
