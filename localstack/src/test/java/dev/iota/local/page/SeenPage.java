package dev.iota.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** The page as somebody sees it, and everything that goes wrong in it meanwhile. */
public final class SeenPage implements AutoCloseable {
    /** Builds keep what lies there. */
    private static final Path PICTURES = Path.of("target", "dashboard");

    /** A machine that does other things at the same time must not fail a test. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final BrowserContext context;
    private final Page page;
    private final URI address;
    private final List<String> problems = new ArrayList<>();

    SeenPage(BrowserContext context, URI address) {
        this.context = context;
        this.page = context.newPage();
        this.address = address;
        page.setDefaultTimeout((double) PATIENCE.toMillis());
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                problems.add("console: %s %s".formatted(message.text(), message.location()));
            }
        });
        page.onPageError(error -> problems.add("error: " + error));
        page.onDialog(dialog -> {
            problems.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest(request -> {
            if (!request.url().startsWith(address.resolve("/").toString())
                    && !request.url().startsWith("about:")) {
                problems.add("asks outside: " + request.url());
            }
        });
    }

    public Page page() {
        return page;
    }

    /** Goes to a view, and waits until it shows more than that it reads. */
    public void open(String view) {
        // Another fragment alone would be the same document, and what was shown before still there.
        page.navigate("about:blank");
        page.navigate(address.resolve("/#/" + view).toString());
        page.locator("main h1").waitFor(attached());
        page.waitForCondition(() -> page.locator("main .waiting").count() == 0);
    }

    public Locator find(String selector) {
        return page.locator(selector);
    }

    /** Waits until something is there. */
    public Locator await(String selector) {
        var found = page.locator(selector);
        found.first().waitFor(attached());
        return found;
    }

    private static Locator.WaitForOptions attached() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED);
    }

    /** The exact number in an element that shows a rounded one. */
    public double value(String selector) {
        return Double.parseDouble(
                Objects.requireNonNull(await(selector + " data").first().getAttribute("value")));
    }

    /** The number in a tile of this name. */
    public double tile(String name) {
        return value(".tile:has(dt:text-is(\"%s\"))".formatted(name));
    }

    /** Rules of WCAG A and AA that the page breaks as it is, and where. */
    @SuppressWarnings("unchecked")
    public List<String> violations() {
        page.evaluate(axe());
        return (List<String>) page.evaluate("""
                async () => {
                  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
                  const found = await axe.run(document, { runOnly: tags });
                  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
                    `${rule.id}: ${node.html} ${node.failureSummary}`));
                }""");
    }

    private static String axe() {
        try (var script = SeenPage.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Whether all of it fits the width of the window. */
    public boolean fits() {
        return (Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth");
    }

    public void picture(String name) {
        var file = name.toLowerCase(Locale.ROOT).replaceFirst("-$", "-overview").replace('/', '-') + ".png";
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(file)));
    }

    /** Waits until it is so. */
    public void until(BooleanSupplier condition) {
        page.waitForCondition(condition);
    }

    /** The text of what the keyboard is at. */
    public String focused() {
        return String.valueOf(page.evaluate("document.activeElement.textContent.trim()"));
    }

    /** A small picture of all of it, as documents show it. */
    public void illustration(Path file) throws IOException {
        var size = (Map<?, ?>) Objects.requireNonNull(page.evaluate(
                "({ width: document.documentElement.scrollWidth, height: document.documentElement.scrollHeight })"));
        var clip = new JsonObject();
        clip.addProperty("x", 0);
        clip.addProperty("y", 0);
        clip.addProperty("width", (Number) size.get("width"));
        clip.addProperty("height", (Number) size.get("height"));
        clip.addProperty("scale", 1);
        var wanted = new JsonObject();
        wanted.addProperty("format", "webp");
        wanted.addProperty("quality", 70);
        wanted.addProperty("captureBeyondViewport", true);
        wanted.add("clip", clip);
        var answer = context.newCDPSession(page).send("Page.captureScreenshot", wanted);
        Files.write(file, Base64.getDecoder().decode(answer.get("data").getAsString()));
    }

    /** Processor time that the page's thread takes for something, in milliseconds. */
    double busyMillis(Runnable what) {
        var session = context.newCDPSession(page);
        var clock = new JsonObject();
        clock.addProperty("timeDomain", "threadTicks");
        session.send("Performance.enable", clock);
        var before = taskSeconds(session);
        what.run();
        var seconds = taskSeconds(session) - before;
        session.detach();
        return seconds * 1e3;
    }

    private static double taskSeconds(CDPSession session) {
        for (var metric : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            if (metric.getAsJsonObject().get("name").getAsString().equals("TaskDuration")) {
                return metric.getAsJsonObject().get("value").getAsDouble();
            }
        }
        throw new AssertionError("the browser measures no tasks");
    }

    /** What went wrong so far, and is looked at now. */
    public List<String> problems() {
        var found = List.copyOf(problems);
        problems.clear();
        return found;
    }

    @Override
    public void close() {
        try {
            assertThat(problems).isEmpty();
        } finally {
            context.close();
        }
    }
}
