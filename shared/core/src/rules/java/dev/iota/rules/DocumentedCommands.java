package dev.iota.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command lines of a program that the documents of this project show, for a test of the program that reads them: a
 * document that names an option which is gone is a fault. Words in capitals stand for a value, and what stands in
 * brackets may be left out.
 */
public final class DocumentedCommands {
    private static final Pattern BLOCK = Pattern.compile("^```.*\\R((?s:.*?))^```", Pattern.MULTILINE);
    private static final Pattern INDENTED = Pattern.compile("^ {4}(\\S.*)$", Pattern.MULTILINE);
    private static final Pattern INLINE = Pattern.compile("`([^`]+)`");
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\R\\s*");
    private static final Pattern REMARK = Pattern.compile("\\s#\\s.*");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern CHOICE = Pattern.compile("\\[([^\\[\\]]*)]");

    /** Values of words in capitals; any other word stands for itself. */
    public static final String HOTKEY = "5CdgH2mzbu5RYqqudM5pnXLm7B31GLYuq35bcHF7PMzCMeuB";

    private static final Map<String, String> VALUES = Map.of("HOTKEY", HOTKEY, "URL", "http://127.0.0.1:1");

    private static final Pattern NUMBER = Pattern.compile("[A-Z]|EPOCH|MICROBATCH|RATE|PERCENT");

    private DocumentedCommands() {}

    /**
     * @param place file, and the line as it is there
     * @param words behind the name of the program, with a value for each word that stands for one
     */
    public record Command(String place, List<String> words) {}

    /** @param start how documents start the program, as a regular expression */
    public static List<Command> of(String start) {
        var command = Pattern.compile("^(?:\\$ )?(?:eval \"\\$\\()?" + start + "(?: (.*))?$");
        var found = new ArrayList<Command>();
        for (var document : documents()) {
            for (var line : lines(document)) {
                var matcher = command.matcher(line);
                // An ellipsis stands for any command, and COMMAND and WORD for its name.
                if (matcher.matches() && !line.matches(".*(…|COMMAND|WORD).*")) {
                    var words = matcher.group(1) == null ? "" : matcher.group(1);
                    for (var variant : variants(words)) {
                        found.add(new Command(document.getFileName() + ": " + line, words(variant)));
                    }
                }
            }
        }
        return found;
    }

    private static List<Path> documents() {
        var root = Path.of("").toAbsolutePath();
        while (root != null && !Files.isDirectory(root.resolve("docs"))) {
            root = root.getParent();
        }
        if (root == null) {
            throw new IllegalStateException("no folder above this one has the documents");
        }
        try (var pages = Files.list(root.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(root.resolve("README.md"), root.resolve("localstack/README.md")),
                            pages.filter(page -> page.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> lines(Path document) {
        String text;
        try {
            text = Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var lines = new LinkedHashSet<String>();
        var outside = BLOCK.matcher(text).replaceAll(block -> {
            CONTINUED.matcher(block.group(1)).replaceAll(" ").lines().forEach(lines::add);
            return "";
        });
        INDENTED.matcher(outside).results().forEach(line -> lines.add(line.group(1)));
        INLINE.matcher(outside)
                .results()
                .forEach(code -> lines.add(code.group(1).replace("\\|", "|").replaceAll("\\s+", " ")));
        return lines;
    }

    /** The line without what may be left out, and with each of it. */
    private static List<String> variants(String line) {
        var choice = CHOICE.matcher(line);
        if (!choice.find()) {
            return List.of(line);
        }
        var variants = new ArrayList<String>();
        for (var one : (choice.group(1) + " |").split("\\|", -1)) {
            variants.addAll(variants(line.substring(0, choice.start()) + one + line.substring(choice.end())));
        }
        return variants;
    }

    /** A name that a sentence mentions, without what the command needs, becomes a question for its help. */
    private static List<String> words(String line) {
        var bare = REMARK.matcher(line).replaceFirst("").replaceFirst("\\)\"$", "");
        var words = new ArrayList<>(WORD.matcher(bare)
                .results()
                .map(word -> word.group(1) != null ? word.group(1) : value(word.group(2)))
                .toList());
        if (words.stream().noneMatch(word -> word.startsWith("-"))) {
            words.add("--help");
        }
        return words;
    }

    private static String value(String word) {
        var first = word.split("\\|", -1)[0];
        return NUMBER.matcher(first).matches() ? "1" : VALUES.getOrDefault(first, first);
    }
}
