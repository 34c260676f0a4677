package dev.iota.model;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Collectors;

/** The rooms of this module, and what it knows. */
@AnalyzeClasses(packages = "dev.iota.model", importOptions = DoNotIncludeTests.class)
final class ModelArchitectureTest {
    private static final int LARGEST_PACKAGE = 30;

    private ModelArchitectureTest() {}

    @ArchTest
    static final ArchRule no_packages_form_a_circle =
            slices().matching("dev.iota.model.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule models_know_the_domain_and_the_tensor_library_and_no_cloud = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.iota.model..",
                    "dev.iota.core..",
                    "ai.djl..",
                    "com.fasterxml.jackson..",
                    "org.slf4j..",
                    "java..",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule tensors_are_where_they_are_computed_with = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.iota.model.program..",
                    "dev.iota.model.checkpoint..",
                    "dev.iota.model.file..",
                    "dev.iota.model.text",
                    "dev.iota.model.text.corpus..",
                    "dev.iota.model.text.packing..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("ai.djl.."))
            .because("a validator reads files and packs text without loading the tensor library");

    @ArchTest
    static final ArchRule programs_are_text = noClasses()
            .that()
            .resideInAPackage("dev.iota.model.program..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.nio..", "java.net..", "java.util.concurrent.."))
            .because("what a stage computes is said here and done elsewhere");

    @ArchTest
    static void no_package_has_more_classes_than_a_reader_can_keep_in_mind(JavaClasses classes) {
        var sizes = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(sizes)
                .isNotEmpty()
                .allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(LARGEST_PACKAGE));
    }
}
