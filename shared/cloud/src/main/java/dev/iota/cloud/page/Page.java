package dev.iota.cloud.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page that shows a run: every file of it, in memory. Nothing else is served. */
public final class Page {
    /** What is answered at the root. */
    public static final String INDEX = "index.html";

    private static final String FOLDER = "dashboard";

    /** The one script that stands within the page: it says where libraries are, and no file can. */
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private final SortedMap<String, PageFile> files;
    private final Map<String, String> headers;

    private Page(SortedMap<String, PageFile> files) {
        this.files = files;
        var index = files.get(INDEX);
        if (index == null) {
            throw new IllegalArgumentException("the page has no " + INDEX);
        }
        this.headers = headers(new String(index.bytes(), StandardCharsets.UTF_8));
    }

    /** The page on the class path; none where nobody put it there. */
    public static Optional<Page> onClassPath() {
        return Optional.ofNullable(Page.class.getClassLoader().getResource(FOLDER + "/" + INDEX))
                .map(Page::beside);
    }

    private static Page beside(URL index) {
        try {
            var uri = index.toURI();
            if (!uri.getScheme().equals("jar")) {
                return in(Path.of(uri).resolveSibling(""));
            }
            try (var jar = FileSystems.newFileSystem(uri, Map.of())) {
                return in(jar.getPath(FOLDER));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the page beside " + index, e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(index + " is no address", e);
        }
    }

    /**
     * The page in a folder.
     *
     * @throws IllegalArgumentException if it has a file of a kind that is not served, or no {@link #INDEX}
     */
    public static Page in(Path folder) throws IOException {
        var files = new TreeMap<String, PageFile>();
        try (var found = Files.walk(folder)) {
            for (var path : found.filter(Files::isRegularFile).toList()) {
                var name = folder.relativize(path).toString().replace('\\', '/');
                files.put(name, new PageFile(name, Files.readAllBytes(path)));
            }
        }
        return new Page(files);
    }

    /** Every file, by name. */
    public Collection<PageFile> files() {
        return files.values();
    }

    /** The file that is answered at a path; none for a path that is not exactly one of them. */
    public Optional<PageFile> at(String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        return Optional.ofNullable(files.get(path.equals("/") ? INDEX : path.substring(1)));
    }

    /** What every answer has beside what depends on its file: nothing from elsewhere runs or is loaded. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Which scripts, styles and addresses the page may use: those of its own origin. */
    public String contentPolicy() {
        return headers.getOrDefault("content-security-policy", "");
    }

    private static Map<String, String> headers(String index) {
        var scripts = IMPORT_MAP
                .matcher(index)
                .results()
                .map(found -> " 'sha256-%s'".formatted(hash(found.group(1))))
                .collect(Collectors.joining());
        var headers = new LinkedHashMap<String, String>();
        headers.put(
                "content-security-policy",
                "default-src 'none'; script-src 'self'" + scripts + "; style-src 'self'; img-src 'self' data:;"
                        + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
                        + " form-action 'none'; frame-ancestors 'none'");
        headers.put("x-content-type-options", "nosniff");
        headers.put("x-frame-options", "DENY");
        headers.put("referrer-policy", "no-referrer");
        headers.put("cross-origin-opener-policy", "same-origin");
        headers.put("cross-origin-resource-policy", "same-origin");
        headers.put("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        return Map.copyOf(headers);
    }

    /** As browsers compute it of the script's text. */
    private static String hash(String script) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder().encodeToString(digest.digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
