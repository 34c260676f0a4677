package dev.iota.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house for every source of every module, tests included. */
class HouseRulesTest {
    /** Surefire starts in the module's folder. */
    private static final Path ROOT = Path.of("..");

    private static final int LINES = 300;
    private static final int COLUMNS = 120;
    private static final int PARAMETERS = 8;

    /**
     * Records with more components than that, each group with its reason. Such a record is a document: its components
     * are the fields of a format, which other programs, or people, read.
     */
    private static final Map<String, Set<String>> DOCUMENTS = Map.of(
            "reports as JSON, for people and other programs",
            Set.of("Report", "Report.Epoch", "BenchReport", "CostReport", "MinerHealth", "HopReceipt"),
            "cloud.json, which the next start of an embedded cloud reads",
            Set.of("CloudFile"),
            "signed messages between miners and the orchestrator",
            Set.of(
                    "Work.Forward",
                    "Work.Backward",
                    "HopEvidence",
                    "Event.BackwardDone",
                    "Event.ForwardDone",
                    "Event.Refused",
                    "Event.StepDone",
                    "AuditEvent.Judged"),
            "requests to the orchestrator's API, and its answers",
            Set.of(
                    "RegisterResponse",
                    "RenewRequest",
                    "StatusResponse",
                    "StatusResponse.Miner",
                    "AuditCounts",
                    "EpochFigures"),
            "the specification of a run, and presets",
            Set.of("RunSpec", "ModelSpec", "TrainingSpec", "ConductSpec"),
            "manifests of what lies in object storage",
            Set.of("DataManifest", "StageCheckpoint", "EpochLedger"));

    private static List<Source> sources = List.of();

    /** @param path from the root of the checkout */
    private record Source(String path, List<String> lines) {
        boolean isPackageInfo() {
            return path.endsWith("/package-info.java");
        }

        boolean isMain() {
            return path.contains("/src/main/java/");
        }

        String folder() {
            return path.substring(0, path.lastIndexOf('/'));
        }
    }

    @BeforeAll
    static void read() throws IOException {
        var found = new ArrayList<Source>();
        try (var files = Files.walk(ROOT)) {
            for (var file : files.filter(HouseRulesTest::isSource).sorted().toList()) {
                found.add(new Source(path(file), Files.readAllLines(file)));
            }
        }
        assertThat(found.size()).as("sources").isGreaterThan(900);
        sources = found;
    }

    private static boolean isSource(Path file) {
        return path(file).matches("(?!.*/target/)(shared/)?[a-z-]+/src/.+\\.java");
    }

    private static String path(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    @Test
    void no_file_is_longer_than_a_person_reads_at_once() {
        assertThat(sources.stream()
                        .filter(source -> source.lines().size() > LINES)
                        .map(source -> "%s has %d lines"
                                .formatted(source.path(), source.lines().size())))
                .isEmpty();
    }

    @Test
    void no_line_is_longer_than_a_page_is_wide() {
        assertThat(sources.stream().flatMap(HouseRulesTest::longLines)).isEmpty();
    }

    private static Stream<String> longLines(Source source) {
        return Stream.iterate(0, i -> i < source.lines().size(), i -> i + 1)
                .filter(i -> source.lines().get(i).length() > COLUMNS)
                .map(i -> "%s:%d".formatted(source.path(), i + 1));
    }

    @Test
    void no_import_names_what_is_known_without_it() {
        assertThat(sources.stream().flatMap(HouseRulesTest::needlessImports)).isEmpty();
    }

    /** Of classes of the same package or of java.lang, and the same twice; the formatter takes out what is not used. */
    private static Stream<String> needlessImports(Source source) {
        var own = source.folder().replaceFirst(".*/java/", "").replace('/', '.');
        var known = Pattern.compile("import (java\\.lang|%s)\\.[A-Z]\\w*;".formatted(Pattern.quote(own)));
        var before = new HashSet<String>();
        return source.lines().stream()
                .filter(line -> line.startsWith("import "))
                .filter(line -> known.matcher(line).matches() || !before.add(line))
                .map(line -> source.path() + ": " + line);
    }

    @Test
    void a_class_name_stands_once() {
        var byName = new TreeMap<String, Set<String>>();
        for (var unit : parsed()) {
            for (var type : unit.getTypeDecls()) {
                if (type instanceof ClassTree named) {
                    byName.computeIfAbsent(named.getSimpleName().toString(), name -> new TreeSet<>())
                            .add(path(unit));
                }
            }
        }
        byName.values().removeIf(paths -> paths.size() == 1);

        assertThat(byName).isEmpty();
    }

    @Test
    void every_package_says_what_it_is_for_and_admits_no_null() {
        var described = sources.stream()
                .filter(source -> source.isPackageInfo()
                        && source.lines().contains("@NullMarked")
                        && source.lines().stream().anyMatch(line -> line.startsWith("/**")))
                .map(Source::folder)
                .collect(Collectors.toSet());

        assertThat(sources.stream()
                        .filter(Source::isMain)
                        .map(Source::folder)
                        .distinct()
                        .filter(folder -> !described.contains(folder)))
                .isEmpty();
    }

    @Test
    void nothing_takes_more_parameters_than_a_person_keeps_apart() {
        var documents = DOCUMENTS.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        var found = new TreeMap<String, Integer>();
        for (var unit : parsed()) {
            unit.accept(new Parameters(found), new Scope(path(unit), "", 0));
        }
        // What anybody may read of a run is a document as well.
        found.keySet().removeIf(name -> name.contains("/core/api/view/"));
        var records = found.keySet().stream()
                .filter(name -> name.startsWith("record "))
                .map(name -> name.replaceFirst("record (\\S+) .*", "$1"))
                .collect(Collectors.toSet());
        found.keySet()
                .removeIf(name ->
                        name.startsWith("record ") && documents.contains(name.replaceFirst("record (\\S+) .*", "$1")));

        assertThat(found).isEmpty();
        assertThat(records).as("documents that are long no more").containsAll(documents);
    }

    /** Else the numbers in names of files, requests and messages are in the language of whoever starts it. */
    @Test
    void every_program_and_every_function_begins_by_speaking_english() {
        var begins = new TreeMap<String, String>();
        for (var unit : parsed()) {
            if (path(unit).contains("/src/main/")) {
                unit.accept(
                        new TreeScanner<Void, Void>() {
                            @Override
                            public Void visitMethod(MethodTree method, Void none) {
                                var body = method.getBody();
                                var lambda = path(unit).endsWith("/Services.java") ? "configured" : "main";
                                if (body != null && method.getName().contentEquals(lambda)) {
                                    begins.put(path(unit), body.getStatements().getFirst() + "");
                                }
                                return super.visitMethod(method, null);
                            }
                        },
                        null);
            }
        }

        assertThat(begins).hasSizeGreaterThanOrEqualTo(8);
        assertThat(begins.values()).containsOnly("English.speak();");
    }

    private static List<CompilationUnitTree> parsed() {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var paths = sources.stream()
                    .filter(source -> !source.isPackageInfo())
                    .map(source -> ROOT.resolve(source.path()))
                    .toList();
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(paths));
            var units = new ArrayList<CompilationUnitTree>();
            task.parse().forEach(units::add);
            return units;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String path(CompilationUnitTree unit) {
        return path(Path.of(unit.getSourceFile().getName()));
    }

    /**
     * Where in the sources a tree stands.
     *
     * @param components of the record around it; 0 outside of a record
     */
    private record Scope(String path, String type, int components) {
        Scope in(ClassTree inner) {
            var name = inner.getSimpleName().toString();
            return new Scope(path, type.isEmpty() ? name : type + "." + name, componentsOf(inner));
        }

        private static int componentsOf(ClassTree type) {
            return type.getKind() != Tree.Kind.RECORD
                    ? 0
                    : (int) type.getMembers().stream()
                            .filter(member -> member instanceof VariableTree field
                                    && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                            .count();
        }
    }

    /** Collects what takes too many parameters, with their number. */
    private static final class Parameters extends TreeScanner<Void, Scope> {
        private final Map<String, Integer> found;

        Parameters(Map<String, Integer> found) {
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Scope scope) {
            var inside = scope.in(type);
            note(inside.components(), "record %s in %s".formatted(inside.type(), scope.path()));
            return super.visitClass(type, inside);
        }

        @Override
        public Void visitMethod(MethodTree method, Scope scope) {
            var parameters = method.getParameters().size();
            // The canonical constructor of a record has the record's components, which are counted already.
            if (!method.getName().contentEquals("<init>") || parameters != scope.components()) {
                note(parameters, "%s of %s in %s".formatted(method.getName(), scope.type(), scope.path()));
            }
            return super.visitMethod(method, scope);
        }

        private void note(int parameters, String what) {
            if (parameters > PARAMETERS) {
                found.put(what, parameters);
            }
        }
    }
}
