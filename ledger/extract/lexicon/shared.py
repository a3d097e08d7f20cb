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
    valentin valerie vanessa varghese victor vincent virginie vivek vladlen wang walter warren wei wendy werner whitney will william xavier yann yannick yuki yves zach zoe"""
)
