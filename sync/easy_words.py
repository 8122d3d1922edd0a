"""The words in which a key and a code are told aloud or typed: easy ones that every school in Peru knows."""

WORDS = tuple(
    """
abanico abeja abogado abono abrazo abrigo abril abuela aceituna acequia acero acorde actor acuerdo adobe adorno
aduana agenda agosto agua ajedrez alambre alameda alarma alba albergue alcalde aldea alegre alfalfa alfombra alianza
aliento almendra almohada alondra alpaca altar altura alumno amable amanecer amapola amarillo amauta ambiente amigo
ancho ancla andamio andenes andino anillo animal antena antiguo antorcha anzuelo apellido apio aplauso apoyo arado
arbusto arcilla arcoiris arena armario aroma arpa arquero arreglo arroz artesano asador atajo atlas atleta aula
aurora ausente aventura avestruz aviso ayuda azafata azahar azteca azucena azufre baile bajada balanza baldosa
ballena balsa banano bandeja barniz barrio bastante basura batidora bebida berenjena betarraga bicicleta bigote
billete bisagra bizcocho blanco bloque blusa bobina bocado bodega bolillo bombilla bonanza bondad bonito bordado
bosque botella brillo brinco brocha bronce brote bruma bufanda buitre bullicio burbuja caballo cabeza cabildo cabra
cabuya cacao cactus cadena caja calabaza calandria caldero calle calor camello camino camisa camote campana
campesino campo canario canasta candado canela cangrejo canoa cantante capilla capullo caracol cardumen caricia
caridad carnaval carpeta carrusel carta casaca cascabel cascada castillo castor catorce catre cebada cebolla cedro
ceibo celeste cemento ceniza centavo centella centeno cepillo cerca cereal cereza cesto chacra chaleco chalupa
charango charla chasqui chicha chimenea chirimoya chispa choclo chocolate choza chullo cielo ciencia ciervo cigarra
cilindro cima cinco cine cintura ciruela ciudad clave cliente clima cobija cobre cocina coco cocodrilo codorniz
cohete colegio collar colmena columna comarca comedia comedor cometa compadre comuna concha concierto conejo
confianza contento copa coral corbata cordel cordero corneta corona correo corteza cortina cosecha costa costurera
crema cresta crisol cristal crucero cuaderno cuadro cuarto cubeta cuchara cuenta cuerda cuero cueva culantro cultivo
cumbre cuna dado damasco danza danzante decena dedal delantal deporte derecha desayuno descanso desfile desierto
destello destino diamante dibujo diente diez dinero disco disfraz doce doctor dorado ducha duende dulce durazno
eclipse edificio ejemplo ejercicio elefante embudo empanada encaje encanto enchufe encuentro enero enjambre ensalada
ensayo entrada episodio equipo erizo escalera escarcha escoba escudo escuela esmeralda espejo esperanza espiga
espuma esquina estable estaca estanque estera estrella estribo estudio estufa etapa eterno etiqueta examen fachada
falda familia farmacia faro febrero felino feliz feria festival fibra fideo fiesta figura fila filtro firma flamenco
flauta flecha fleco flor florero flota fogata folleto fondo fortuna fragua franja frasco frazada freno frente fresa
frijol frontera fruto fuego fuerza funda futuro gabinete galaxia gallina galope ganado ganso garaje garbanzo
garganta garza gaseosa gato gaveta gaviota gelatina gema genio gente geranio gerente gigante gimnasio girasol
glaciar globo gobierno golpe goma gorila gracia grada granizo grano gratis grifo gris grulla grupo guanaco guante
guarango guardia guayaba guinda guiso guitarra gusano gusto hacienda hamaca hebilla helado helecho hermano hervor
hierba hierro higo hilera himno historia hocico hogar hoguera hoja hombro hongo honor horno hospital hotel hueco
huella huerta humano humilde humo idea idioma iguana imagen imprenta infancia infinito ingenio insecto instante
intento invierno isla jacinto jaguar jalea jarabe jarra jefe jengibre jilguero jinete jirafa joven joya jueves juez
jugador juglar jugo juguete julio junco junta kilo kiosco koala labio labrador ladera ladrillo lagarto lago laguna
lana langosta lanudo laurel lavanda leche lechuga lector legumbre lejos lengua lenteja lento letra letrero leyenda
libreta libro liebre lienzo ligero limpio linterna lirio lista llanura llave llegada llovizna lluvia loba local
locro lombriz lucero lugar lujo lunes lupa lustre maceta madre madrina maestro magia maguey manga manija manteca
mantel manzana mapa marca marfil marido marimba marinera mariposa martes martillo marzo mate materia matorral mayo
mazorca mecedora medalla media medusa mejilla melena memoria mensaje menta mercado merienda mesa metal metro mezcla
miel migaja milagro minuto mirador mirlo misterio mitad mochila modelo molde molino molusco momento moneda mono
monte montura moreno mosaico mostaza motivo motor mudanza mueble muelle mujer multitud mundo muralla murmullo musgo
nabo nadador naipe naranja nariz natural navidad neblina nevado nido niebla nieto nieve nivel noble noche nogal
nombre norte nota noticia novela novia nube nutria nutrido oasis oboe obsequio ocho octubre oeste oficina oficio
ojota oleaje olfato oliva ombligo onda orca orden orfebre orgullo oriente orilla orquesta ortiga oruga ostra
otorongo pacto padrino palabra palacio palanca paleta pallar palma pampa panal panda pandero pantalla pantano papaya
papel paquete parada paraguas parcela pared pareja parque parrilla partido pasaje paseo pasillo pasta patata patio
patrulla payaso pecera pecho peine pelea pelota peluche penacho pepino pepita pera perdiz perejil perfume permiso
persona pesado pesca pesebre pestillo piano picaflor picante pico piedra pierna pijama piloto pimienta pincel pintor
pinza piojo piragua pirata piscina pitahaya pizarra placa planta plato pliego plumero poder poema polen pollera
polvo pomada poncho popular portal postre potro pozo pradera precio pregunta prensa presente primo princesa prisma
problema profesor promesa prueba pueblo puente puerto pulga pulpo pulsera puma punto pupitre pureza puro quebrada
quechua quilla quincena quinto quipu racimo rama raqueta recado receta recibo recinto recreo recuerdo redondo
refresco refugio regadera regalo regla regreso reina reja relato reloj remedio remo remolino reparto reptil rescate
resorte respeto retablo retama retazo retrato reverso revista ribera riego rienda risa ritmo robot rodaja rodeo
rodilla rojo romance romero rosal rostro rueda ruido rumbo rumor ruta rutina sabor sabueso saco sala salida salto
salud sandalia sardina sastre savia secreto segundo seguro selva semana semilla sendero serenata sereno siembra
sierra siete silbato silencio simple sirena sismo sitio sobrina soga sombra sombrero sonido sonrisa soplo sorpresa
sortija suave subida sudor suelto suerte surco suspiro tabla tablero talento taller tamal tambo tanque tapete tapiz
tarde tarea tarima tarjeta taxi teclado tejado tela temblor templo temprano tenedor tenis tenor tercero ternera
terraza tesoro testigo tetera textil tibio tiempo tierno tigre tijera timbre timonel tina tintero tipo toalla
tobillo tocino toldo tomate tonelada topacio tornado torneo toro torta tortuga tostada totora tractor traje trampa
trapiche trapo traslado trayecto trece tren tribu trigo trineo triunfo trompo trono trucha trueno tubo turista turno
turquesa umbral uniforme universo urbano vaca vainilla vajilla valiente vapor vasija vaso vecino vega velero veloz
venado ventana ventisca verano verbena verdad verde vereda vergel verso vestido viaje vida vidrio viejo viento
viernes vigor vinagre viola violeta virtud visera visita vitrina vivienda volador volante voluntad vuelo vuelta
yegua yerno yeso yodo yogur yuca yunque zafiro zancudo zanja zapato zodiaco zorzal zumbido
    """.split()  # noqa: SIM905 - a thousand quotes make nothing clearer
)
"""1,024 words, ten bits each. Any two differ by two letters or more, however somebody spells what sounds alike."""
