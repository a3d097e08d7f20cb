"""What no language owns: endings of company names and given names that tell a person from a company."""

# ruff: noqa: E501 - word lists read best as long lines
from __future__ import annotations

from ledger.extract.lexicon.base import members

#: Last words that mark a company, and that speakers drop once it is introduced ("Scale" for "Scale AI").
COMPANY_ENDINGS = members(
    """ai labs lab inc inc. corp corp. ltd llc plc technologies technology tech systems software robotics group groupe holdings therapeutics biosciences
    platforms electronics motors energy pharma pharmaceuticals health networks silicon semiconductor semiconductors industries solutions studios entertainment games bank
    aerospace space security analytics media digital computing quantum sa sas se ag gmbh nv bv interactive instruments materials company"""
)
FUND_ENDINGS = members(
    "capital ventures partners invest fund equity vc investments investment horowitz management gestion participations growth"
)

#: Last words of names of shops and places to eat.
SHOPS = members(
    "pizza stops bakery coffee kitchen burgers burger grill restaurants supply farm farms goods chicken donuts bagels cafe hardware market"
)

#: Last words of names of places.
SITES = members("county township parish borough avenue boulevard district airport province prefecture peninsula")

#: Last words of names of what takes place.
EVENTS = members(
    "airshow show expo summit conference forum congress festival olympics championship championships awards"
)

#: Last words of names that are no surnames, besides the endings above.
NO_SURNAMES = members(
    """airline chemical electric nuclear mutual engineering construction projects infrastructure services trading packaging cuisine hospitality resorts estates developments enterprises
    enterprise international global worldwide consulting diagnostics medical medicines sciences bioscience biologics oncology laboratories brewing dairy fashions apparel textiles footwear
    cosmetics wellness gaming pictures films publishing wireless broadband satellite marine maritime freight cargo leasing lending assurance fertilisers fertilizers cement
    aluminium aluminum metals minerals plastics ceramics paper timber furniture supermarkets pharmacy clinics pharmaceutical biopharma biomedical technics
    foods industrial healthcare securities air airlines airways defence defense industrie pay insurance logistics retail telecom mobile brands beverages chemicals steel mining oil gas petroleum biotech
    telecommunications communications power grid exchange development broadcasting tobacco railways railway steelworks bancorp ports genomics devices vision motion dynamics aviation shipping rail cars auto automotive data cloud research university institute hotels properties realty stores markets supply
    finance financial exchange trust wire news post times herald journal notes app suite pro max mini council agency school college hospital club city county street road
    park valley beach island bay river sea ocean africa america europe asia act court union house award awards prize cup league championship festival conference summit"""
)

#: All of these: whoever is called so is no person.
NO_PEOPLE = COMPANY_ENDINGS | FUND_ENDINGS | NO_SURNAMES

GIVEN_NAMES = members(
    """ada eamon declan fergus ciaran niamh sinead oisin padraig seamus aoife conor cormac gerry ruairi maeve oonagh aaron adam adrien alan alain albert alex alexander alexandr alexandra alexandre alexis alice alison amanda amelie amy ana andrea andreas andrew andy angela anil ann anna anne
    timothee misha ioannis mara arvid alban alix anouk ariane aristide armelle aymeric balthazar baudouin benedicte benedikt benjamina bertille blaise blanche brice brigitte brigit cassandre cecilia celestin cezar cindy clotilde corentin cordelia corinne cyrille cyprien damien danny dany delphine denise desiree didrik dietrich dorothee edgar edith edmond edouardo eleanor eleonora eliott elie elias eloise elsa elodie emeric emile enzo erwan erwin esther estelle etan eugene eugenie evelyne ezra fanny felicia ferdinand fiona flavien flora fredrik frederik frida gael gaelle gaetan gaspard gauthier gautier georgia georges-olivier gerald germain ghislain gilbert gisele gladys gonzague graham gregoire gregory gretchen guido gustav gustave hans hanna hannah harald heidi heinrich helmut henrik hendrik hermann hilary holger hortense hubert humphrey ida ignacio igor ingrid ines iris isaac isaiah ivo jacinta jakob jana jared jasmin javier jens jesper jill jochen joelle johannes jolene jonas jorg jorge josephine josselin josette juergen jules justine kai karl-heinz kasper katarina katja katrin kaya keiko kelvin kerstin khalid killian kilian klaus konrad konstantin kristian kristoffer kurt laetitia lambert lea leila lena lennart leonardo leonie leopold leslie lilian lise lola lorenz lorenzo loris lorraine lothar lotte lou lucien ludwig lukas magali magdalena magnus maja malik manon manuel manuela marcel-andre marek margaux margot mariam marianne marion marius marjorie marlene marta martha marvin maryam maud maurice maya mehdi mercedes merlin mickael mikael mikkel milan mina mireille mohammed mohammad moritz moritza morten mouna muriel myriam nabil nadege nadine nancy natacha natasha nathanael neil nelson nicholas niels nikola nikolai nils nora norbert norman octave odile olaf olav ole olga omar ophelie orlando orson osman otto pablo pam pamela paolo pascale pascaline patricio pawel peggy per petra pia piotr priscilla quincy rajesh ralf ramon randolph raoul raymond regina regine regis reiner reinhard reinhold renata rene ricardo riccardo rita roberta rodrigo rolf romane romuald rosa rosalie rosemary roxana rudolf rudy rui rupert rutger sabrina salim sally salma salome samia samira santiago sasha sebastiaan selim selma serena severin severine shannon sharon shirin sigrid silvia silvio simone siobhan solange solene soren stanislas stanley stefania stephan steffen stella sten svetlana sybille tamara tania tarek tariq tatiana ted teddy tessa theo theodor theodore theresa therese tiago till tim tina tobias torsten tunde udo ulf ulrich ulrike uma ute vera vicente victoria viktor viktoria vincenzo violaine violette viviane vladimir volker walid wilfried wilhelm wolfgang xenia yasmin yasmina yohan yolande youssef yvan yves-marie yvette yvonne zachary zeynep zoltan
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
    abigail adele adeline aditya agathe agnes ahmed aida aiko aisha akira alberto alejandro alessandro alessia alfred ali alicia alina aline alistair alma alvaro amal amandine amina amir amit amos anais anders andre andree andrzej anita anja anjali annabelle annika antonio anya aria ariane arjun armand arnold arthur asha astrid augustin aurelien ava axel bastian baptiste bart beata belen ben berenice bernadette bjorn blaise blanche brigitte bridget caleb callum cameron capucine carina carmen cassandra cedric celia cesar chiara chidi chinedu clarisse claudia claudio coralie corinne cornelia curtis cyrille damien dana danilo danny darren darya davide deepak delphine derek devon diego dieter dmitry dora doris edith edmond edmund eduardo edwin eileen elaine elias elijah elin eliot elliot elodie eloise elsa emeka emile emilio emiko enrico enrique enzo erin ernest esteban estelle esther ethan eugene eugenie evelyn ewa fabian fabio fabiola faisal farah farid federico felicia fernanda fernando filip fiona flavio fleur flora francine franz frederik freya friedrich gabriela gabrielle gael gaelle gareth gary gaspard gaston gautier gemma gerald gerhard gina giulia giuseppe gloria gonzalo gordon grace graham gregoire gregor gregory gunther gustav gustavo hakim hamid hana hannah hans harald harold harriet harsh hassan hector heidi heinrich helena helga henrik hermann hilary hiro hiroshi holger hortense howard hubert hugues ibrahim ida ignacio ingrid irina iris isaac isabel isabella ismail jacqueline jakob jamal jasmine javier jeanne jelena jens jeremie jerry jesper jill joachim joan jocelyn joelle johannes johann jonas jonathon jordan jorge josef joseph josephine joss joyce judith jules juliana juliet jurgen justine kai kaito kamal kamila karim karin karina karla kaspar katarina katharina kathleen katia kenji kenta khaled kilian kim kirsten klaus konrad krishna kristian kristin lachlan lana lara lasse laurie lea leah leila lena leonardo leonie leopold leslie levi lewis liam lina linus lionel liu livia logan lola lorenzo loris lorraine lothar louisa luciano lucien luigi lukas lukasz maarten madeleine mads magali magnus mahmoud maia malik manon manuel manuela marco margot mariam marianne marie-laure mariana marius marjorie marta marten massimo matilda mats maureen maurice max maxim may mehdi mei melinda mercedes mia mikael mikhail milan milena miles milos miriam mohammed moritz mounir muriel naim nancy narendra nasser natalia natasha neha nestor nicholas nicola niels nikhil nikita nils nora norbert norman octave odile oksana olaf oleg olena olga olivia omar oriane orlando oskar otto owen pablo paige pamela paolo pascale patrik pavel penelope per petra petr phil phoebe pia pierrick pieter piotr prakash pranav preeti prosper rachid rafal rafik rahul rajesh ralf ramesh ramon randall raoul rashid raymond regine regis reinhard reine reza rhys ricardo riccardo rita robbie rocio rodrigo rohan rolf romy ronan rosa rosalind rosemary roxane rudolf rupert russell sachiko sadia saeed salma salvatore samantha samir samira sanjay sasha saul selma sergei severine shannon sharon sheila shirley shreya sigrid silvia simone simona siobhan solene solange sonja soren stella steffen stefano stefania stephan sunil susanna svetlana svenja tadashi tamara tania tariq tatiana terence teresa tess theo theodore theresa theodora thibaud thierno thilo tiago tobias tomas tomasz torsten toshio tristan ugo ulrich ulrike uma valentina valeria vanda vaibhav vera veronica veronique vicente vicky victoria vijay vikram viktor vincenzo viola violette vivian viviane vladimir wanda wilfried wilhelm wolfgang xavier yael yan yasmine yusuf yvan yvette yvonne zara zoltan
    abdul abdullah abena abhishek abiola adaeze adaobi ade adebayo adeola adesina adetunji adewale aditi afolabi ajay akash akin akinwumi akosua alhaji aliko ama amadou
    aman amar amara ambika aminu amitabh anand anant ananya aniket anirudh anita anjali ankit ankur ankush anshul anuj anupam aparna arindam arjun arun arvind asad ashish
    ashok ashwin asif atul ayan ayesha ayo ayodele azim babajide babs bala balaji bhavesh bhavin bhavish bikram binny bola bolaji bolanle chanda chandra chetan chiamaka
    chika chima chimamanda chinwe chioma chukwuemeka damilola dapo dayo deepa deepika deepinder devansh dhiraj dhruv dinesh divya ebele ebun efua ekene elumelu emeka
    eunice farhan farouk fatoumata femi festus folake funke funmi gaurav gautam geeta gita girish gopal govind gunjan hafsat hamisu hardik hari haresh harish harsha
    hemant herbert himanshu idris ifeanyi ify ikenna indra iyin iyinoluwa jagdish jitendra joginder juma kabir kailash kalpana kamala kanika kapil karan kartik kavita
    kavya kayode kehinde keshav khadija kiran kishore kofi kojo komal krish kriti kumar kunal kunle kwabena kwaku kwame kwasi lakshmi lalit lamido lanre lola madhav madhu
    mahesh malini mamadou manas mandla manish manisha manoj mayank meera megha mitesh mitchell mohan mohit mukesh mukul murali musa mwangi nadeem naina nalini namrata
    nandan nandini naresh narayana naveen navin neeraj neha ngozi niharika nikhil nilesh nimisha nirav nishant nitin njeri nkechi nkem nnamdi nomsa ntombi obinna odunayo
    olayinka olu olufemi olugbenga oluseun olusegun oluwaseun oluwatobi omoniyi omobola onyeka oscar osagie pallavi pankaj parag parth piyush pooja prabhat prachi pradeep
    praful pramod pranay prasad prashant prateek pratik praveen priyanka puneet purnima rachna radhika raghav raghuram rajat rajeev rajendra rajiv rakesh ramakrishna
    raman ramya rana ranjan ranjit rashmi ratan ravindra ravish reena rishabh rishad ritesh ritu rohini rohit ronnie ruchi ruchika rupali sachin sadiq sahil sakshi salil
    sameer samuel sandeep sangeeta sanjeev sanjiv santosh satish saurabh segun senthil seun shailesh shalini shantanu sharad shashank sheetal shekhar shikha shilpa
    shivani shola shobhit shruti shubham siddharth siddhartha sibusiso sipho smriti sneha soji sola sonal sourav sridhar srinivas srinivasan sriram subhash subrata sudhir
    sudha suhail sujata suman sumant sumit sunita suraj suresh sushil swapnil swati taiwo tanmay tanvi tanya tayo temitope tejas thabo thandi themba thulani tobi tolu
    tomiwa tope tosin tunde tunji uche uday uju umesh upasana urjit usha utkarsh uzoma vandana varun vasant vedant venkat venkatesh vibha vidya vignesh vikas vinay vineet
    vineeta vinod vipul viraj virendra vishal vishnu vivek wanjiku yash yashish yemi yinka yogesh zainab zinhle hiroaki hiroki hiroyuki hideki hidetoshi junichi kazuo
    kazuhiro kazuhiko keiji kenichi koichi koji makoto masahiro masaru masato mitsuru naoki noriaki osamu satoshi shigeru shinji shinya shuntaro takahiro takao takashi
    takeo tetsuya tomohiro toshihiro yasuhiro yoichi yosuke yoshiaki yoshihiro yukio yusaku hyun jae jihoon jinsoo joon kyung min-jun minho seung sung-hoon xiaoming
    xiaodong yiming wei-ming jianlin jiaming lihong haoyu jingping zhiqiang zhiyong guoqiang chee-hwa siew siti nur nurul putra budi agus dewi wahyu rizky nadiem achmad
    ferry belva anindya thanh tuan minh huong phuong duc quang somchai prasert suphachai ahmad bilal faisal hamza hassan haitham hisham jamil kareem khalifa layla maha
    majid mansour mazen mona mounira muhammad nabil nader nawaf noura osama rami rania rasha saad sami sara talal tarek waleed yasser yasir yazan youssef zaid zeyad emre
    mehmet mustafa ahmet hakan burak cem deniz elif ozan selin serkan yasemin brandon bryan charlie cody connor craig darrell dennis dominic doug dustin eddie evelyn
    gavin geoff gerry gordon gregg heather herb jackie jake janice jeffery jenny jeremiah jill jillian jody joey josh joyce katie kari kayla keith kelsey kerry kirk
    kristen kristi kyle lauren leigh linden lindsay lindsey liz lori lorna mallory mandy marilyn marty megan mitch molly nat ned paige patsy peggy randy rodney rory russ
    sally shawn sheldon sid stewart sue tammy terri terry tiffany tracy travis trent trevor vince wayne wes zachary alok babak dara darius dinara ekaterina gulnara irakli
    kakha levan marat nursultan oleksandr olexandr ruslan serhiy sergii taras timur yevgeny yuri yuriy zurab jozef radek tomasz wojciech zbigniew bogdan calin catalin
    cristian daniela dragos florin gheorghe horia ioana laurentiu liviu marius mihai mircea ovidiu radu razvan sergiu sorin stefan teodor traian vlad aarav bongani
    desmond ebenezer fola gbenga hakeem jumoke kagiso lerato maijid mosun musty ndidi nthabiseng onome palesa sizwe tebogo tendai tshepo vusi wangari wanjiru zodwa
    abbas adel adil adriana afonso agnieszka akbar akio alec aleksander aleksandra alessio alexandros alfonso aliou alvin amadeu amjad anatoly andrei andres
    angus anke anwar apostolos arif arkady arlene armando artem arturo attila aubrey audrey aziz bakary balazs barnaby barney barry bassam beatriz becky
    belinda bence bengt bernardo bernice bessie beth betsy betty beverley beverly birgit blair bobby bogumil boguslaw borja borje bradley brenda bryony byron
    caio calvin candice carlota carole carolyn carrie carsten cathy celso cheikh christer christos chuck chukwudi cilla clarence cleber clifford clint clinton
    clive clyde concha constance courtney cristina cristobal csaba cynthia danuta daphne dariusz daryl dean deb debbie debora deirdre della denys denzel dexter
    diane dimitris dirk djibril dmytro don dong-myung donna doreen dorota dorothy duarte duncan dwayne dwight ebuka eckart eddy edna eduarda eero ehab einar
    eirik ekkehard ekow eli elina ella ellen elliott elmer elsie elton elvira elzbieta emmett erica erkki ernesto ethel eugenia evangelos everett fabiana
    fabrizio fahad fahd fanta fareed faris felicity feng ferenc fermin filipe filippo finn flavia fletcher floyd fouad frances franco franklin freddie
    frederick gabor galina garrett gbolahan gene gennady georgina geraldine geza ghassan giacomo giancarlo gianluca gianni gilberto giorgio giorgos glen glenn
    gosta gottfried graeme gregorio greta grigory grzegorz guglielmo guilherme guillermo gunilla gunnar gunter gustaf gwen gyorgy hadi haider halina halvor
    hanan hani hank haruki hatem hattie henning henrique herman hernan hilda holly horst hua hugh humberto husain hussain hussein ichiro ifeoma ignazio ihor
    ikechukwu ilkka imad imogen imran imre inaki inga ingvar inigo irma irving iryna isamu istvan ivana jaakko jaber jacek jacobo jakub jalal janos janusz jari
    jarl jaroslav jaroslaw jassim jeanette jen jenna jennie jerzy jesse jessie jesus ji-hoon ji-young jie jin-woo jing jiri jiro joakim joanne joao joaquin
    jodie joerg johnny jong-hee jong-hyun jonny jordi jorgen jorma jose-maria josefina josep jozsef juanita judy juha jukka julio jussi jörg kaisa kamil karel
    karol karsten katarzyna kathryn katrina katsuaki katy kay keira kellie kendra kimberly kirill kiyoshi kjell klas kostas kris krzysztof kseniya kwesi kyra
    kyriakos kyung-hyun lan laszlo latifa lawrence leandro lee leif lenny leonid leroy levente li-ming lillian lindy lisbeth lloyd lois lonnie lourdes lubomir
    lucia lucille lucy luiz luiza lutz lynn lynne lyudmila mabel maciej maddie madeline maggie magne mahmood maija maite malcolm malgorzata manfred marcela
    marcello marcelo marcia marcin marcio marcos margareta margarita mariama mariano marisol marissa marit mariusz markku marlon marsha martina martyna
    masahiko masaki mateusz matheus matti mauricio maurizio mauro mavis maxwell mazin mbali meghan melvin meredith merle mervyn michelangelo mick mikko miklos
    mildred millie milton minnie miranda miroslav mitsuo mogens mohamad moira monique montserrat monty moses moussa muhammed munir murilo murray mustapha
    mykola myra myrna myron nannette natalya nathaniel neal nettie nicolai nicolo nigel niklas nikolay nikos nizar nkosana noboru nobuyuki norma nuno nuria
    octavia oleh olha ollie olof oluwaseyi omer orville oswald otavio ousmane palle paloma panagiotis pansy paulo pavlo pekka percy pernille perry petri petro
    petter phillip phyllis pietro pilar poul preben przemyslaw qasim qiang qing rafaela rafe raffaele ragnar raheem rainer ramona raquel rashed rasmus raul
    reem reginald rena renan renato renzo rhoda rhonda richie risto rochelle roderick rodolfo rogelio rogerio ronald rong rosalia rosanna roscoe rosie ross
    rotimi rowena roy ruben rubens rudiger rudolph ruediger rufus rune ryo ryoichi ryota ryszard saburo saif sakari saleh salem salman salvador sammy sampo
    sandor sandro sang-hoon santtu seiji selena seok seppo seth shaikha shane shelby shelley sherri sherry shigeo shinichi shoji shu sibongile sidney siegfried
    sigrun silas simphiwe sirpa sisko siyabonga skye slawomir sofiya soledad solomon sondra sonya sophia souleymane stacey stanislav stanislaw stavros steph
    stevie stig sture sulaiman sung-jin susumu svein svitlana sybil sylvester sylvia szymon tabitha tadeusz tae-won tamas tamer tapio tarja taro tasha tatsuo
    tatyana terje tero terrence tetsuo thandeka thelma thiago thora thorsten tibor tilman toby tommaso tommy toni tonya torben tore torkel torstein toru
    toshiaki tracey trish trisha trudy tuomas turki tyler tyrone ulla umberto usman uwe vaclav vadim vagn valery vasco vasily vassilis verity verna vernon
    vicki vidar ville vinicius vitaly vittorio vladislav vojtech volodymyr vyacheslav wael wagner wallace wendell wesley wieslaw wilbur wilfred willa willard
    willem willie wilma winfred winston witold wladyslaw wlodzimierz wole woo-jin woody xavi ximena xue yahya yannis yaroslav yasuo yaw yegor yelena ying
    yolanda yong yong-jae yoshio young-soo yousef yuan yuji yulia yuta zachariah zakaria zaki zane zanele zdenek zeke zelda zhen zheng ziad ziyad zofia zola
    zsolt"""
)

#: Products that are named without saying what they are.
PRODUCTS = members(
    """chatgpt gpt-4 gpt-5 gemini claude copilot llama grok sora siri alexa cortana bard iphone ipad macbook android ios windows playstation xbox kindle
    airpods ozempic wegovy mounjaro rafale falcon starship starlink cybertruck zoé twingo"""
)

#: Who makes those of them that are spoken of beside other companies.
MAKERS = {
    "chatgpt": "OpenAI",
    "sora": "OpenAI",
    "gpt-4": "OpenAI",
    "gpt-5": "OpenAI",
    "gemini": "Google",
    "claude": "Anthropic",
    "llama": "Meta",
    "grok": "xAI",
    "copilot": "Microsoft",
    "siri": "Apple",
    "iphone": "Apple",
}

#: Scale and currency in one word, as tickers and accountants write them.
UNITS = {
    scale + currency.lower(): (value, currency)
    for scale, value in (("k", 10**3), ("m", 10**6), ("mn", 10**6), ("bn", 10**9), ("md", 10**9), ("mds", 10**9))
    for currency in ("EUR", "USD", "GBP", "CHF")
}
