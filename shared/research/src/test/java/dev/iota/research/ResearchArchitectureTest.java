package dev.iota.research;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.iota.rules.PackageRules;
import dev.iota.rules.SurroundingRules;

/** The rooms of what runs are compared with, and what they may know. */
@AnalyzeClasses(packages = "dev.iota.research", importOptions = DoNotIncludeTests.class)
final class ResearchArchitectureTest {
    private ResearchArchitectureTest() {}

    @ArchTest
    static final ArchTests PACKAGES = ArchTests.in(PackageRules.class);

    @ArchTest
    static final ArchTests SURROUNDINGS = ArchTests.in(SurroundingRules.class);

    @ArchTest
    static final ArchRule of_the_project_it_knows_the_domain_the_model_and_how_a_program_meets_its_user = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.iota..")
                    .and(resideOutsideOfPackages(
                            "dev.iota.research..",
                            "dev.iota.core..",
                            "dev.iota.model..",
                            "dev.iota.cloud.process..",
                            "dev.iota.cloud.terminal..")));
}
