package dev.iota.miner;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.iota.rules.PackageRules;
import dev.iota.rules.SurroundingRules;

/** The rooms of the miner's program, and what they may know. */
@AnalyzeClasses(packages = "dev.iota.miner", importOptions = DoNotIncludeTests.class)
final class MinerArchitectureTest {
    private MinerArchitectureTest() {}

    @ArchTest
    static final ArchTests PACKAGES = ArchTests.in(PackageRules.class);

    @ArchTest
    static final ArchTests SURROUNDINGS = ArchTests.in(SurroundingRules.class);

    @ArchTest
    static final ArchRule of_the_project_it_knows_the_domain_the_adapters_the_model_and_what_agents_share = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.iota..")
                    .and(resideOutsideOfPackages(
                            "dev.iota.miner..",
                            "dev.iota.core..",
                            "dev.iota.cloud..",
                            "dev.iota.model..",
                            "dev.iota.agent..")));

    @ArchTest
    static final ArchRule a_miner_at_work_knows_no_command_line_and_no_web_server = noClasses()
            .that()
            .resideInAPackage("dev.iota.miner.agent..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "dev.iota.miner",
                    "dev.iota.miner.terminal..",
                    "dev.iota.miner.web..",
                    "picocli..",
                    "io.micronaut.."))
            .because("it runs the same way however it is started and watched");

    @ArchTest
    static final ArchRule a_miner_reaches_queues_through_the_sdk_and_no_other_service = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("software.amazon.awssdk.services..")
                    .and(resideOutsideOfPackages("software.amazon.awssdk.services.sqs..")))
            .because("objects have presigned URLs; a miner has no right to anything else");
}
