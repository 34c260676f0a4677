package dev.iota.rules;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * What packages look like, in every module. A module keeps these rules with a test of its own:
 *
 * <pre>{@code
 * @AnalyzeClasses(packages = "dev.iota.core", importOptions = DoNotIncludeTests.class)
 * final class CoreArchitectureTest {
 *     @ArchTest
 *     static final ArchTests PACKAGES = ArchTests.in(PackageRules.class);
 * }
 * }</pre>
 *
 * The rules hold for the packages below {@code dev.iota} that the test imports. A module that imports those of the
 * modules it depends on checks these too: so a class name must be unique among all that the test imports.
 */
public final class PackageRules {
    private static final int MOST_CLASSES = 30;

    private PackageRules() {}

    @ArchTest
    static final ArchRule no_circle_between_packages = slices().matching("dev.iota.(**)")
            .should()
            .beFreeOfCycles()
            .because("a reader can then begin with any package and ends at one that knows no other");

    @ArchTest
    static final ArchRule at_most_thirty_classes_a_package = ArchRuleDefinition.all(packages())
            .should(new ArchCondition<>("have at most %d top-level classes".formatted(MOST_CLASSES)) {
                @Override
                public void check(JavaPackage room, ConditionEvents events) {
                    var count = named(room).count();
                    if (count > MOST_CLASSES) {
                        events.add(SimpleConditionEvent.violated(
                                room, "%s has %d classes".formatted(room.getName(), count)));
                    }
                }
            });

    @ArchTest
    static final ArchRule every_package_says_what_it_is_for = ArchRuleDefinition.all(packages())
            .should(new ArchCondition<>("have a package-info that is @NullMarked") {
                @Override
                public void check(JavaPackage room, ConditionEvents events) {
                    if (!room.isAnnotatedWith(NullMarked.class)) {
                        events.add(SimpleConditionEvent.violated(
                                room, "%s has no package-info.java with @NullMarked".formatted(room.getName())));
                    }
                }
            });

    private static Stream<JavaClass> named(JavaPackage room) {
        return room.getClasses().stream()
                .filter(type -> type.isTopLevelClass()
                        && !type.isArray()
                        && !type.getSimpleName().equals("package-info"));
    }

    private static AbstractClassesTransformer<JavaPackage> packages() {
        return new AbstractClassesTransformer<>("packages") {
            @Override
            public Iterable<JavaPackage> doTransform(JavaClasses classes) {
                var rooms =
                        new TreeSet<JavaPackage>((one, other) -> one.getName().compareTo(other.getName()));
                classes.stream()
                        .map(JavaClass::getPackage)
                        .filter(room -> room.getName().startsWith("dev.iota"))
                        .filter(room -> named(room).findAny().isPresent())
                        .forEach(rooms::add);
                return rooms;
            }
        };
    }
}
