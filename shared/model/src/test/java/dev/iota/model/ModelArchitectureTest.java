package dev.iota.model;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.iota.rules.PackageRules;
import dev.iota.rules.SurroundingRules;

/** The rooms of this module, and what it knows. */
@AnalyzeClasses(packages = "dev.iota.model", importOptions = DoNotIncludeTests.class)
final class ModelArchitectureTest {
    private ModelArchitectureTest() {}

    @ArchTest
    static final ArchTests PACKAGES = ArchTests.in(PackageRules.class);

    @ArchTest
    static final ArchTests SURROUNDINGS = ArchTests.in(SurroundingRules.class);

    @ArchTest
    static final ArchRule models_know_the_domain_and_the_tensor_library_and_no_cloud = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.iota.model..",
                    "dev.iota.core..",
                    "ai.djl..",
                    "com.fasterxml.jackson..",
                    "com.github.luben.zstd..",
                    "org.xerial.snappy..",
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
                    "dev.iota.model.text.parquet..",
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
}
