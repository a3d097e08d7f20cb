"""What no language owns: endings of company names and given names that tell a person from a company."""

# ruff: noqa: E501 - word lists read best as long lines
from __future__ import annotations

from ledger.extract.lexicon.base import members

#: Last words that mark a company, and that speakers drop once it is introduced ("Scale" for "Scale AI").
COMPANY_ENDINGS = members(
    """ai labs lab inc inc. corp corp. ltd llc plc technologies technology tech systems software robotics group groupe holdings therapeutics biosciences
    platforms electronics motors energy pharma pharmaceuticals health networks semiconductor semiconductors industries solutions studios entertainment games bank
    aerospace space security analytics media digital computing quantum sa sas se ag gmbh nv bv interactive instruments materials company"""
)
FUND_ENDINGS = members(
    "capital ventures partners invest fund equity vc investments investment horowitz management gestion participations growth"
)

#: Last words of names that are no surnames, besides the endings above.
NO_SURNAMES = members(
    """foods air airlines airways defence defense industrie pay insurance logistics retail telecom mobile brands beverages chemicals steel mining oil gas petroleum biotech
    genomics devices vision motion dynamics aviation shipping rail cars auto automotive data cloud research university institute hotels properties realty stores markets supply
    finance financial exchange trust wire news post times herald journal notes app suite pro max mini council agency school college hospital club city county street road
    park valley beach island bay river sea ocean africa america europe asia act court union house award awards prize cup league championship festival conference summit"""
)

GIVEN_NAMES = members(
    """aaron adam adrien alan alain albert alex alexander alexandr alexandra alexandre alexis alice alison amanda amelie amy ana andrea andreas andrew andy angela anil ann anna anne
    anthony antoine anton ari arnaud arthur arvind ashley aude aurelie aydin barbara bastien beatrice ben benedict benjamin benoit bernard bertrand bill bob boris brad brendan brian bruce bruno
    camille carl carla carlos carol caroline catherine cecile celine chantal charles charlotte chen chloe chris christian christina christine christoph christophe claire clara claude clem clemence clement
    colin cyril daniel daniela danielle dario dave david deborah demis denis diana didier dmitri dominique donald douglas dylan edouard edward elena eleonore elisabeth elise elizabeth elon emilie emily emma
    emmanuel eric erik erika etienne eva evan fabien fabrice fatima felix fidji florence florent florian francesca francis franck francois francoise frank fred frederic frederique gabriel garry gary genevieve
    geoffrey george georges gerard gilles giovanni greg guillaume guy gwynne harry helen helene henri henry herve hugo ian igor ilya ines irene isabelle ivan jack jacob jacques jaime jamie jan jane janet jared
    jason jay jean jeff jeffrey jennifer jensen jeremy jerome jessica jim joanna joe joel johan johanna john jon jonathan jose joseph joshua juan julia julian julie julien juliette justin karen karim karine
    karl kate katherine kathy kelly ken kenneth kevin kim kristina lars larry laura laure laurence laurent leo leon leonard lila lily linda lionel lip-bu lisa liz loic louis louise luc luca lucas lucie ludovic
    luis luke lydia maria marc marcel marco marcus margaret marguerite marie marina mario marion mark markus martin martine mary masayoshi mathias mathieu mathilde matt matteo matthew matthias matthieu max maxime melanie
    melissa michael michel michele michelle miguel mike mira mohamed monica morgan mustafa nadia naomi natalie nathalie nathan neil niall nick nicolas nicole nikesh nina noah noam oliver olivier olga oscar pascal
    pat patrice patricia patrick paul paula pauline pedro perrine pete peter philip philippe pierre priya quentin rachel rafael raj ralph raphael ravi ray rebecca reed reid remi renaud renee richard rick rob
    robert roberto robin rodolphe roger roland roman romain ron roxanne ruth ryan sabine sachin safra sam samuel samy sandra sandrine sara sarah satya scott sean sebastian sebastien serge sergey sergio sheryl
    simon sofia sonia sophie stefan stephane stephanie stephen steve steven stuart sundar susan suzanne sven sylvain sylvie takeshi tanguy tara thibault thierry thomas tim timo timothy todd tom tony tristan ursula
    valentin valerie vanessa varghese victor vincent virginie vivek vladlen wang walter warren wei wendy werner whitney will william xavier yann yannick yuki yves zach zoe
    abigail adele adeline aditya agathe agnes ahmed aida aiko aisha akira alberto alejandro alessandro alessia alfred ali alicia alina aline alistair alma alvaro amal amandine amina amir amit amos anais anders andre andree andrzej anita anja anjali annabelle annika antonio anya aria ariane arjun armand arnold arthur asha astrid augustin aurelien ava axel bastian baptiste bart beata belen ben berenice bernadette bjorn blaise blanche brigitte bridget caleb callum cameron capucine carina carmen cassandra cedric celia cesar chiara chidi chinedu clarisse claudia claudio coralie corinne cornelia curtis cyrille damien dana danilo danny darren darya davide deepak delphine derek devon diego dieter dmitry dora doris edith edmond edmund eduardo edwin eileen elaine elias elijah elin eliot elliot elodie eloise elsa emeka emile emilio emiko enrico enrique enzo erin ernest esteban estelle esther ethan eugene eugenie evelyn ewa fabian fabio fabiola faisal farah farid federico felicia fernanda fernando filip fiona flavio fleur flora francine franz frederik freya friedrich gabriela gabrielle gael gaelle gareth gary gaspard gaston gautier gemma gerald gerhard gina giulia giuseppe gloria gonzalo gordon grace graham gregoire gregor gregory gunther gustav gustavo hakim hamid hana hannah hans harald harold harriet harsh hassan hector heidi heinrich helena helga henrik hermann hilary hiro hiroshi holger hortense howard hubert hugues ibrahim ida ignacio ingrid irina iris isaac isabel isabella ismail jacqueline jakob jamal jasmine javier jeanne jelena jens jeremie jerry jesper jill joachim joan jocelyn joelle johannes johann jonas jonathon jordan jorge josef joseph josephine joss joyce judith jules juliana juliet jurgen justine kai kaito kamal kamila karim karin karina karla kaspar katarina katharina kathleen katia kenji kenta khaled kilian kim kirsten klaus konrad krishna kristian kristin lachlan lana lara lasse laurie lea leah leila lena leonardo leonie leopold leslie levi lewis liam lina linus lionel liu livia logan lola lorenzo loris lorraine lothar louisa luciano lucien luigi lukas lukasz maarten madeleine mads magali magnus mahmoud maia malik manon manuel manuela marco margot mariam marianne marie-laure mariana marius marjorie marta marten massimo matilda mats maureen maurice max maxim may mehdi mei melinda mercedes mia mikael mikhail milan milena miles milos miriam mohammed moritz mounir muriel naim nancy narendra nasser natalia natasha neha nestor nicholas nicola niels nikhil nikita nils nora norbert norman octave odile oksana olaf oleg olena olga olivia omar oriane orlando oskar otto owen pablo paige pamela paolo pascale patrik pavel penelope per petra petr phil phoebe pia pierrick pieter piotr prakash pranav preeti prosper rachid rafal rafik rahul rajesh ralf ramesh ramon randall raoul rashid raymond regine regis reinhard reine reza rhys ricardo riccardo rita robbie rocio rodrigo rohan rolf romy ronan rosa rosalind rosemary roxane rudolf rupert russell sachiko sadia saeed salma salvatore samantha samir samira sanjay sasha saul selma sergei severine shannon sharon sheila shirley shreya sigrid silvia simone simona siobhan solene solange sonja soren stella steffen stefano stefania stephan sunil susanna svetlana svenja tadashi tamara tania tariq tatiana terence teresa tess theo theodore theresa theodora thibaud thierno thilo tiago tobias tomas tomasz torsten toshio tristan ugo ulrich ulrike uma valentina valeria vanda vaibhav vera veronica veronique vicente vicky victoria vijay vikram viktor vincenzo viola violette vivian viviane vladimir wanda wilfried wilhelm wolfgang xavier yael yan yasmine yusuf yvan yvette yvonne zara zoltan"""
)

#: Scale and currency in one word, as tickers and accountants write them.
UNITS = {
    scale + currency.lower(): (value, currency)
    for scale, value in (("k", 10**3), ("m", 10**6), ("mn", 10**6), ("bn", 10**9), ("md", 10**9), ("mds", 10**9))
    for currency in ("EUR", "USD", "GBP", "CHF")
}
